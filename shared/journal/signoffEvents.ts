import { z } from 'zod';
import { fileAuthorship } from '../model/fileAuthorship.ts';
import { identityMethod } from '../model/identity.ts';
import { environmentName, instant, serviceName, sha256Hex } from '../model/names.ts';
import { personName } from '../model/person.ts';
import { policy } from '../model/policy.ts';
import { promotionId } from '../model/promotion.ts';
import { release } from '../model/release.ts';
import { statement, statementBindings, statementDecision, statementRules } from '../model/statement.ts';

/** Events of people, policies, identities, promotions and their sign-offs. */

/** Who works here, with addresses, keys and groups: canonical JSON of the roster, and the file for auditors, as blobs. */
const rosterConfigured = z.strictObject({
  kind: z.literal('rosterConfigured'),
  rosterSha256: sha256Hex,
  allowedSignersSha256: sha256Hex,
  /** `ssh-keygen -r`; absent where no key is revoked. */
  revokedKeysSha256: sha256Hex.optional(),
  people: z.number().int(),
  changedBy: fileAuthorship,
});

/** From this record on the environment is judged by this policy, and never anything before it. */
const policyConfigured = z.strictObject({
  kind: z.literal('policyConfigured'),
  environment: environmentName,
  policy,
  changedBy: fileAuthorship,
});

const policyRemoved = z.strictObject({
  kind: z.literal('policyRemoved'),
  environment: environmentName,
  changedBy: fileAuthorship,
});

const identityUnlocked = z.strictObject({
  kind: z.literal('identityUnlocked'),
  person: personName,
  fingerprint: z.string(),
  method: identityMethod,
  endsAt: instant,
});

const identityRefused = z.strictObject({
  kind: z.literal('identityRefused'),
  person: personName,
  reason: z.string(),
});

const identityLocked = z.strictObject({
  kind: z.literal('identityLocked'),
  person: personName,
  why: z.enum(['asked', 'timeOver', 'keyNoLongerGood', 'replaced', 'closed']),
});

/** Somebody asked to bring a release to an environment; `bindings` is the question that people sign. */
const promotionRequested = z.strictObject({
  kind: z.literal('promotionRequested'),
  promotionId,
  service: serviceName,
  environment: environmentName,
  release,
  rules: statementRules,
  requester: personName,
  bindings: statementBindings,
  /** How many people must sign, by the policy that `bindings` names. */
  required: z.number().int(),
  /** Of an emergency: how soon after the deployment its review is due. */
  reviewWithinMs: z.number().int().optional(),
  /** Canonical JSON of the implementers, as a blob; its own SHA-256 is in the bindings. */
  implementersBlobSha256: sha256Hex,
});

/** The request was refused; nothing was asked of anybody. */
const promotionRefused = z.strictObject({
  kind: z.literal('promotionRefused'),
  service: serviceName,
  environment: environmentName,
  version: z.string(),
  code: z.string(),
  reason: z.string(),
});

/** What would be done is not what was asked any more: sign-offs for the question before no longer count. */
const promotionRevised = z.strictObject({
  kind: z.literal('promotionRevised'),
  promotionId,
  release,
  bindings: statementBindings,
  required: z.number().int(),
  reviewWithinMs: z.number().int().optional(),
  implementersBlobSha256: sha256Hex,
  /** What changed, for people. */
  changes: z.array(z.string()).min(1),
});

/** These very bytes were handed out to be signed; kept as a blob. It binds nobody to anything. */
const statementIssued = z.strictObject({
  kind: z.literal('statementIssued'),
  promotionId,
  person: personName,
  decision: statementDecision,
  statementSha256: sha256Hex,
});

/** Statement and armored signature are blobs, byte for byte. `statement` is the reading of the one, for the fold. */
const signoffRecorded = z.strictObject({
  kind: z.literal('signoffRecorded'),
  promotionId,
  decision: statementDecision,
  person: personName,
  fingerprint: z.string(),
  statement,
  statementSha256: sha256Hex,
  signatureSha256: sha256Hex,
  /** `key`: signed at this desktop; `file`: signed elsewhere and brought here. */
  via: z.enum(['key', 'file']),
});

const signoffRefused = z.strictObject({
  kind: z.literal('signoffRefused'),
  promotionId,
  person: personName.optional(),
  code: z.string(),
  reason: z.string(),
});

const promotionWithdrawn = z.strictObject({
  kind: z.literal('promotionWithdrawn'),
  promotionId,
  by: personName,
  reason: z.string(),
});

const promotionSuperseded = z.strictObject({
  kind: z.literal('promotionSuperseded'),
  promotionId,
  /** The promotion that took its place. */
  by: promotionId,
});

/** Every sign-off was verified anew before a host is touched: at the start, and again at each batch. */
const approvalVerified = z.strictObject({
  kind: z.literal('approvalVerified'),
  promotionId,
  rolloutId: z.string(),
  /** Counted from 0; `-1` before the first host is touched. */
  batch: z.number().int(),
  by: z.array(personName),
  untilAt: instant,
});

/** It was verified, and did not hold: the rollout stops. */
const approvalRefused = z.strictObject({
  kind: z.literal('approvalRefused'),
  promotionId: promotionId.optional(),
  rolloutId: z.string().optional(),
  service: serviceName,
  environment: environmentName,
  code: z.string(),
  reason: z.string(),
});

export const signoffEvents = [
  rosterConfigured,
  policyConfigured,
  policyRemoved,
  identityUnlocked,
  identityRefused,
  identityLocked,
  promotionRequested,
  promotionRefused,
  promotionRevised,
  statementIssued,
  signoffRecorded,
  signoffRefused,
  promotionWithdrawn,
  promotionSuperseded,
  approvalVerified,
  approvalRefused,
] as const;

export type SignoffEvent = z.infer<(typeof signoffEvents)[number]>;
