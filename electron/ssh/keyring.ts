import type { ParsedKey } from 'ssh2';
import { Fault } from '../../shared/protocol/fault.ts';
import { parsePrivateKey, readIdentity, type Identity } from './identityFile.ts';

const maxPassphraseAttempts = 3;
/** A refusal holds this long, so that a fleet of hosts behind one key does not ask host by host. */
const refusalHoldsMs = 10_000;

export type AskPassphrase = (identityFile: string, attempt: number) => Promise<string | undefined>;

/** The identity files of this process, and the passphrases it was told: in memory only, once per file. */
export interface Keyring {
  read(identityFile: string): Promise<Identity>;
  /**
   * Asks for the passphrase of a locked file, up to three times; callers at the same time share one question.
   * Fails with AUTHENTICATION_FAILED when it is not given.
   */
  unlock(identityFile: string): Promise<void>;
}

export function createKeyring(ask: AskPassphrase, now: () => number): Keyring {
  const unlocked = new Map<string, ParsedKey>();
  const asking = new Map<string, Promise<void>>();
  const refusedAt = new Map<string, number>();

  async function read(file: string): Promise<Identity> {
    const key = unlocked.get(file);
    return key ? { kind: 'ready', file, key } : readIdentity(file);
  }

  async function unlock(file: string): Promise<void> {
    const question = asking.get(file) ?? askOnce(file).finally(() => asking.delete(file));
    asking.set(file, question);
    return question;
  }

  async function askOnce(file: string): Promise<void> {
    const identity = await read(file);
    if (identity.kind !== 'locked') return;
    if (now() - (refusedAt.get(file) ?? -Infinity) < refusalHoldsMs) throw toRefusal(file, 'was not given');
    for (let attempt = 1; attempt <= maxPassphraseAttempts; attempt += 1) {
      const passphrase = await ask(file, attempt);
      if (passphrase === undefined) break;
      const parsed = parsePrivateKey(identity.text, passphrase);
      if (parsed.kind === 'key') {
        unlocked.set(file, parsed.key);
        return;
      }
      if (attempt === maxPassphraseAttempts) {
        refusedAt.set(file, now());
        throw toRefusal(file, `was wrong ${maxPassphraseAttempts} times`);
      }
    }
    refusedAt.set(file, now());
    throw toRefusal(file, 'was not given');
  }

  return { read, unlock };
}

function toRefusal(file: string, what: string): Fault {
  return new Fault('AUTHENTICATION_FAILED', `the passphrase of ${file} ${what}`, {
    wayOut: `Load the key into an agent (ssh-add ${file}), or try again and give its passphrase.`,
  });
}
