import type { Command } from 'commander';
import { z } from 'zod';
import { Fault } from '../../../shared/protocol/fault.ts';

/** Who acts, and with which of their keys. */
export interface GivenKey {
  readonly person: string;
  /** A private key's file, or a public one whose private half an agent holds. */
  readonly key?: string | undefined;
  /** `true`: the person's key that the agent holds. */
  readonly agent?: string | true | undefined;
}

export function withKeyOptions(command: Command): Command {
  return command
    .option('--as <person>', 'who you are, by the short name in signalbox.yaml')
    .option('--key <file>', 'your private key; its passphrase is asked for')
    .option('--agent [fingerprint]', 'your key that the SSH agent holds');
}

const keyOptions = z.object({
  as: z.string().optional(),
  key: z.string().optional(),
  agent: z.union([z.literal(true), z.string()]).optional(),
});

/** @throws Fault INVALID_INPUT for a key without a person, and for two keys. */
export function parseKeyOptions(given: unknown): GivenKey | undefined {
  const { as, key, agent } = keyOptions.parse(given);
  if (key !== undefined && agent !== undefined) {
    throw new Fault('INVALID_INPUT', '--key and --agent are two different keys.', {
      wayOut: 'Name one of them.',
    });
  }
  if (as !== undefined) return { person: as, key, agent };
  if (key === undefined && agent === undefined) return undefined;
  throw new Fault('INVALID_INPUT', 'A key was named, and not whose it is.', { wayOut: 'Add --as PERSON.' });
}

/** @throws Fault IDENTITY_REQUIRED. */
export function requireKey(given: GivenKey | undefined, toDo: string): GivenKey {
  if (given) return given;
  throw new Fault('IDENTITY_REQUIRED', `Who you are must be proven to ${toDo}.`, {
    wayOut: 'Add --as PERSON, and --key FILE or --agent where you have several keys.',
  });
}
