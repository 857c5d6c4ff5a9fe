import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSshKeyPair } from '../hosts/sshKeys.ts';
import { demoPeople } from './demoPeople.ts';

export interface PeopleKeys {
  /** Each pair as `NAME` and `NAME.pub`. */
  readonly folder: string;
  /** By short name, where the person has one: a line of a .pub file. */
  readonly publicKeys: Readonly<Record<string, string>>;
}

/**
 * New key pairs without a passphrase, so that whoever tries the demo can be any of its people. Real people have theirs on
 * a hardware key, or with a passphrase.
 */
export async function createPeopleKeys(workspace: string): Promise<PeopleKeys> {
  const folder = join(workspace, 'people');
  await mkdir(folder, { mode: 0o700 });
  const keyed = Object.values(demoPeople).filter((it) => it.hasKey);
  const pairs = keyed.map(({ name, email }) => ({ name, pair: createSshKeyPair(email) }));
  await Promise.all(
    pairs.flatMap(({ name, pair }) => [
      writeFile(join(folder, name), pair.privateKey, { mode: 0o600 }),
      writeFile(join(folder, `${name}.pub`), `${pair.publicKey}\n`),
    ]),
  );
  return { folder, publicKeys: Object.fromEntries(pairs.map(({ name, pair }) => [name, pair.publicKey])) };
}
