import { resolve } from 'node:path';
import type { KeySource, UsableKey } from '../../../shared/model/identity.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { GivenKey } from './keyOptions.ts';

/**
 * The key that was named; else the only one that this person can use from here. A key that lies in a file and is held by
 * an agent too is one key, and is taken from the agent, as `ssh` does.
 * @throws Fault NOT_FOUND, INVALID_INPUT with every usable key, ready to be copied.
 */
export async function chooseKey(
  client: Client,
  given: GivenKey,
  { workingDirectory }: { readonly workingDirectory: string },
): Promise<KeySource> {
  if (given.key !== undefined) return { kind: 'file', path: resolve(workingDirectory, given.key) };
  if (typeof given.agent === 'string') return { kind: 'agent', fingerprint: given.agent };
  const { keys } = await client.call('identity.keys', { person: given.person });
  return decideKey(
    given,
    given.agent === true ? keys.filter(({ source }) => source.kind === 'agent') : keys,
    keys,
  );
}

function decideKey(given: GivenKey, candidates: readonly UsableKey[], all: readonly UsableKey[]): KeySource {
  const fingerprints = new Set(candidates.map((it) => it.fingerprint));
  const chosen = candidates.find((it) => it.source.kind === 'agent') ?? candidates[0];
  if (chosen && fingerprints.size === 1) return chosen.source;
  if (chosen) {
    throw new Fault('INVALID_INPUT', `${given.person} has several keys here.`, {
      details: candidates.map(describeKey),
      wayOut: 'Name one of them, as it is written before it.',
    });
  }
  const where = given.agent === true ? 'The SSH agent holds no key' : 'There is no key here';
  throw new Fault('NOT_FOUND', `${where} of ${given.person}.`, {
    details: all.map(describeKey),
    wayOut: 'Name the key with --key FILE, or add it to the SSH agent (ssh-add).',
  });
}

function describeKey({ source, fingerprint, keyKind, comment }: UsableKey): string {
  const option = source.kind === 'file' ? `--key ${source.path}` : `--agent ${source.fingerprint}`;
  return `${option}  (${keyKind}${source.kind === 'file' ? `, ${fingerprint}` : ''}, ${comment || 'no comment'})`;
}
