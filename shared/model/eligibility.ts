import { z } from 'zod';
import { instant, sha256Hex } from './names.ts';
import { keyKind, personName } from './person.ts';
import { statement, statementDecision, statementDifference } from './statement.ts';

/** A decision whose signature, key and person were verified at the moment that the journal recorded it. */
export const signedDecision = z.strictObject({
  statement,
  /** Names the sign-off, together with the key. Never the signature's hash: signatures are malleable. */
  statementSha256: sha256Hex,
  person: personName,
  fingerprint: z.string(),
  keyKind,
  recordedAt: instant,
});
export type SignedDecision = z.infer<typeof signedDecision>;

/** Why somebody may not sign; `text` says it to people, with its source. */
export const bar = z.strictObject({
  kind: z.enum(['implementer', 'requester', 'operator', 'notInGroup', 'noKey', 'approvedEmergency']),
  text: z.string(),
});
export type Bar = z.infer<typeof bar>;

export const standing = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('eligible'), fingerprints: z.array(z.string()).min(1) }),
  z.strictObject({
    kind: z.literal('signed'),
    decision: statementDecision,
    recordedAt: instant,
    expiresAt: instant,
  }),
  z.strictObject({ kind: z.literal('barred'), bars: z.array(bar).min(1) }),
]);
export type Standing = z.infer<typeof standing>;

export const eligibility = z.strictObject({
  /** Everyone in the workspace, in its order. */
  persons: z.array(z.strictObject({ person: personName, displayName: z.string(), standing })),
  required: z.number().int(),
  signed: z.number().int(),
  /** How many more could sign. */
  eligible: z.number().int(),
  canBeSatisfied: z.boolean(),
  /** Where it cannot be satisfied: why, for people. */
  finding: z.string().optional(),
});
export type Eligibility = z.infer<typeof eligibility>;

const staleDecision = z.strictObject({
  person: personName,
  differences: z.array(statementDifference).min(1),
});

/** A decision that does not count, and why: stale, expired, or by somebody who is barred by now. */
export const discounted = z.discriminatedUnion('kind', [
  staleDecision.extend({ kind: z.literal('stale') }),
  z.strictObject({ kind: z.literal('expired'), person: personName, expiredAt: instant }),
  z.strictObject({ kind: z.literal('barred'), person: personName, bars: z.array(bar).min(1) }),
]);
export type Discounted = z.infer<typeof discounted>;

export const approval = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('waiting'),
    signed: z.number().int(),
    required: z.number().int(),
    by: z.array(personName),
    discounted: z.array(discounted),
  }),
  z.strictObject({
    kind: z.literal('approved'),
    by: z.array(personName),
    /** From this moment on too few sign-offs are left. */
    untilAt: instant,
    discounted: z.array(discounted),
  }),
  z.strictObject({ kind: z.literal('rejected'), by: personName, recordedAt: instant }),
  /** There were enough sign-offs until this moment, and nothing but time has passed. */
  z.strictObject({ kind: z.literal('expired'), expiredAt: instant, discounted: z.array(discounted) }),
  /** Enough had signed, and then what they signed changed. */
  z.strictObject({
    kind: z.literal('stale'),
    stale: z.array(staleDecision).min(1),
    discounted: z.array(discounted),
  }),
]);
export type Approval = z.infer<typeof approval>;

/** What an emergency still owes. It stays red until somebody who did not write the change has reviewed it. */
export const emergencyReview = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('due'), dueAt: instant }),
  z.strictObject({ kind: z.literal('overdue'), dueAt: instant, lateMs: z.number().int() }),
  z.strictObject({ kind: z.literal('closed'), by: personName, recordedAt: instant, wasLate: z.boolean() }),
]);
export type EmergencyReview = z.infer<typeof emergencyReview>;
