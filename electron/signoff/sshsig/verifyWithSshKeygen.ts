import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSshKeygen } from '../keygen/runSshKeygen.ts';
import { withScratchFolder } from '../keygen/scratchFolder.ts';
import { parseArmor } from './armor.ts';
import { parseSshsig } from './parseSshsig.ts';
import { readTouch } from './readTouch.ts';

/** What `ssh-keygen -Y verify` said. `unavailable` is no verdict: nothing may pass because of it. */
export type SshKeygenVerdict =
  | {
      readonly kind: 'valid';
      readonly fingerprint: string;
      /** As ssh-keygen names it, such as `ED25519` or `ECDSA-SK`. */
      readonly keyName: string;
      readonly touched?: boolean;
    }
  | { readonly kind: 'invalid'; readonly words: string }
  | { readonly kind: 'unavailable'; readonly words: string };

export interface SshKeygenQuestion {
  readonly armor: Uint8Array | string;
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly principal: string;
  /** The text of the file, such as `toAllowedSigners` writes. */
  readonly allowedSigners: string;
  /** Public key lines for `-r`; a revoked key is refused at any time. */
  readonly revokedKeys?: string;
  /** The moment that the journal recorded; never one that the statement claims. */
  readonly verifyAt: string;
  readonly timeoutMs?: number;
}

/**
 * The second opinion: stock `ssh-keygen -Y verify`, the message on its input, everything else in files that only this
 * user can read. It takes what this process does not (certificates, WebAuthn). Needs OpenSSH 9.1 for dates with Z.
 * @throws Fault UNSUPPORTED when there is no ssh-keygen.
 */
export async function verifyWithSshKeygen(
  question: SshKeygenQuestion,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SshKeygenVerdict> {
  return await withScratchFolder(async (folder) => {
    const write = async (name: string, content: Uint8Array | string): Promise<string> => {
      await writeFile(join(folder, name), content, { mode: 0o600, flag: 'wx' });
      return join(folder, name);
    };
    const allowed = await write('allowed_signers', question.allowedSigners);
    const signature = await write('signature', question.armor);
    const revoked = question.revokedKeys ? ['-r', await write('revoked', question.revokedKeys)] : [];
    const time = `-Overify-time=${question.verifyAt.slice(0, 19).replace(/[-T:]/g, '')}`;
    const { namespace, principal } = question;
    const args = ['-Y', 'verify', '-f', allowed, '-I', principal, '-n', namespace, '-s', signature];
    const result = await runSshKeygen(
      { args: [...args, time, ...revoked], input: question.message, timeoutMs: question.timeoutMs ?? 10_000 },
      signal ? { signal } : {},
    );
    return toVerdict(result, question);
  });
}

function toVerdict(
  result: Awaited<ReturnType<typeof runSshKeygen>>,
  question: SshKeygenQuestion,
): SshKeygenVerdict {
  const words = `${result.stdout}${result.stderr}`.trim();
  if (result.end === 'timedOut') return { kind: 'unavailable', words: 'ssh-keygen did not answer in time.' };
  if (result.end === 'cancelled') return { kind: 'unavailable', words: 'Cancelled.' };
  // The exit code and the sentence must agree, and the sentence must be about this question.
  const good = /^Good "([^"]*)" signature for (\S+) with (\S+) key (SHA256:\S+)$/m.exec(result.stdout);
  if (result.exitCode === 0 && good?.[1] === question.namespace && good[2] === question.principal) {
    return { kind: 'valid', keyName: good[3] ?? '', fingerprint: good[4] ?? '', ...touchOf(question.armor) };
  }
  return { kind: 'invalid', words };
}

/** ssh-keygen does not tell whether a FIDO key was touched; the signed flags do. */
function touchOf(armor: Uint8Array | string): { readonly touched?: boolean } {
  const read = parseArmor(armor);
  const parsed = read.kind === 'blob' ? parseSshsig(read.blob) : undefined;
  return parsed?.kind === 'parsed' ? readTouch(parsed.sshsig) : {};
}
