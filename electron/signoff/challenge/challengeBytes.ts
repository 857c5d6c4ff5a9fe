import { z } from 'zod';
import { instant } from '../../../shared/model/names.ts';
import { personName } from '../../../shared/model/person.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { parseLines, toBytes } from '../statement/statementBytes.ts';

export const challenge = z.strictObject({
  format: z.literal('signalbox-identity-1'),
  /** 32 random bytes, so that no answer can be made before it was asked for, or used twice. */
  nonce: z.string().regex(/^[0-9a-f]{64}$/),
  person: personName,
  /** Which desktop asks: an answer for one unlocks no other. */
  desktop: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'the id of a desktop'),
  askedAt: instant,
  expiresAt: instant,
});
export type Challenge = z.infer<typeof challenge>;

const fields = ['format', 'nonce', 'person', 'desktop', 'askedAt', 'expiresAt'] as const;

/** @throws Fault INVALID_INPUT when a value does not fit. */
export function toChallengeBytes(it: Challenge): Buffer {
  const parsed = challenge.safeParse(it);
  if (!parsed.success) throw new Fault('INVALID_INPUT', 'A challenge cannot be made of these values.');
  return toBytes(fields.map((field) => [field, parsed.data[field]]));
}

/** @throws Fault INVALID_INPUT for anything but a challenge's own bytes. */
export function parseChallenge(bytes: Uint8Array): Challenge {
  const parsed = challenge.safeParse(Object.fromEntries(parseLines(bytes, fields)));
  if (!parsed.success) throw new Fault('INVALID_INPUT', 'This is no challenge of this app.');
  return parsed.data;
}
