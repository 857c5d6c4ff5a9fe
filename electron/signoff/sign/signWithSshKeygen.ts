import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../../shared/protocol/fault.ts';
import { runSshKeygen, type SshKeygenResult } from '../keygen/runSshKeygen.ts';
import { withScratchFolder } from '../keygen/scratchFolder.ts';
import { verifySshsig } from '../sshsig/verifySshsig.ts';
import { describeInvalid } from '../sshsig/verdict.ts';
import { answerAskpass, type AskpassRecord, type KeyHolder } from './answerAskpass.ts';
import { askpassHelper } from './askpassHelper.ts';
import { toSignFault } from './signFault.ts';

/** Where the private half is. A `file` is used without any agent, so that a passphrase is asked for each time. */
export type SignKey =
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'agent';
      /** `SSH_AUTH_SOCK` of the agent. */
      readonly socket: string;
      /** `TYPE BASE64 [COMMENT]` of the key that it holds. */
      readonly publicKeyLine: string;
    };

export interface SignRequest {
  readonly key: SignKey;
  /** Exactly these are signed, and nothing is added. */
  readonly bytes: Uint8Array;
  readonly namespace: string;
  readonly holder: KeyHolder;
  /** Includes the time that somebody needs to type or to touch. Default two minutes. */
  readonly timeoutMs?: number;
}

/**
 * Signs by spawning stock `ssh-keygen -Y sign`, which serves key files, agents, FIDO keys with touch and PIN, and
 * certificates. The answer was checked against the bytes before it is returned.
 * @returns the armored signature.
 * @throws Fault AUTHENTICATION_FAILED (wrong passphrase, refused by agent or key), NOT_FOUND (no such key), TIMED_OUT
 * (no touch, no answer), CANCELLED (declined or aborted), INVALID_INPUT (unusable key), UNSUPPORTED (no ssh-keygen).
 */
export async function signWithSshKeygen(
  request: SignRequest,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  return await withScratchFolder(async (folder) => {
    const keyFile = await prepareKey(request.key, folder);
    const helperFile = join(folder, 'askpass');
    await writeFile(helperFile, askpassHelper, { mode: 0o700, flag: 'wx' });
    const record: AskpassRecord = { secret: 'notAsked', touchAsked: false };
    const declining = new AbortController();
    const result = await runSshKeygen(
      {
        args: [
          '-Y',
          'sign',
          '-n',
          request.namespace,
          ...(request.key.kind === 'agent' ? ['-U'] : []),
          '-f',
          keyFile,
        ],
        input: request.bytes,
        timeoutMs: request.timeoutMs ?? 120_000,
        environment: toSignEnvironment(request.key, helperFile),
        onPipes: (child) => answerAskpass(child, request.holder, record, () => declining.abort()),
      },
      { signal: signal ? AbortSignal.any([signal, declining.signal]) : declining.signal },
    );
    return verifyResult(request, result, record);
  });
}

async function prepareKey(key: SignKey, folder: string): Promise<string> {
  if (key.kind === 'file') {
    await requireFile(key.path);
    return key.path;
  }
  const file = join(folder, 'key.pub');
  await writeFile(file, `${key.publicKeyLine.trim()}\n`, { mode: 0o600, flag: 'wx' });
  return file;
}

async function requireFile(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (error) {
    throw new Fault('NOT_FOUND', `There is no key ${path}.`, {
      wayOut: 'Correct the path of the key.',
      cause: error,
    });
  }
}

function toSignEnvironment(key: SignKey, helperFile: string): Record<string, string> {
  return {
    SSH_ASKPASS: helperFile,
    SSH_ASKPASS_REQUIRE: 'force',
    ...(key.kind === 'agent' ? { SSH_AUTH_SOCK: key.socket } : {}),
  };
}

/** A key could have been swapped, and a program in between could have answered: look at what came back. */
function verifyResult(request: SignRequest, result: SshKeygenResult, record: AskpassRecord): string {
  if (record.failure !== undefined) throw record.failure;
  if (result.exitCode !== 0 || result.end !== 'exited') throw toSignFault(request.key, result, record);
  const armor = result.stdout;
  const verdict = verifySshsig({ armor, message: request.bytes, namespace: request.namespace });
  if (verdict.kind !== 'invalid') return armor;
  throw new Fault(
    'INTERNAL',
    `ssh-keygen answered with no good signature: ${describeInvalid(verdict.reason)}`,
    {
      wayOut: 'Check which ssh-keygen is found first in PATH.',
    },
  );
}
