import { chmod, link, mkdtemp, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../../shared/protocol/fault.ts';
import { runSshKeygen } from '../../signoff/keygen/runSshKeygen.ts';
import { parseKeyLine } from '../../signoff/people/parseKeyLine.ts';

/** The key that signs this desktop's exports. It speaks for no person, and no policy takes it for a sign-off. */
export interface DesktopKey {
  readonly file: string;
  /** `TYPE BASE64` */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/**
 * Reads the key beside the journal, and makes it with `ssh-keygen` where there is none (0600, without a passphrase: it must
 * sign while nobody types).
 * @throws Fault UNSUPPORTED (no ssh-keygen), JOURNAL_UNWRITABLE.
 */
export async function provideDesktopKey(journalPath: string, desktop: string): Promise<DesktopKey> {
  const file = join(dirname(journalPath), 'desktop_key');
  const line = (await readLine(file)) ?? (await createKey(file, desktop));
  const [type = '', base64 = ''] = line.split(' ');
  const publicKey = `${type} ${base64}`;
  const reading = parseKeyLine(publicKey);
  if (reading.kind === 'unusable') {
    throw new Fault('INVALID_INPUT', `${file}.pub cannot be used: ${reading.why}.`, {
      wayOut:
        'Move desktop_key and desktop_key.pub aside; the next export makes a new one, and the journal says so.',
    });
  }
  return { file, publicKey, fingerprint: reading.key.fingerprint };
}

async function readLine(file: string): Promise<string | undefined> {
  try {
    return (await readFile(`${file}.pub`, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Made in a folder of its own and linked to its name, so that two processes never have half of each other's. */
async function createKey(file: string, desktop: string): Promise<string> {
  const scratch = await mkdtemp(join(dirname(file), 'desktop-key-'));
  try {
    const made = join(scratch, 'key');
    const comment = `signalbox@${desktop}`;
    const result = await runSshKeygen({
      args: ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', made],
      input: new Uint8Array(),
      timeoutMs: 20_000,
    });
    if (result.exitCode !== 0) {
      throw new Fault('JOURNAL_UNWRITABLE', `The desktop's key could not be made: ${result.stderr.trim()}`);
    }
    await chmod(made, 0o600);
    await linkNew(made, file);
    await linkNew(`${made}.pub`, `${file}.pub`);
    return (await readFile(`${file}.pub`, 'utf8')).trim();
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function linkNew(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}
