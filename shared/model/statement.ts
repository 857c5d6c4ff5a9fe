import { z } from 'zod';
import { environmentName, gitCommit, instant, releaseVersion, serviceName, sha256Hex } from './names.ts';
import { personName } from './person.ts';

/** Signatures of one namespace mean nothing in another. */
export const signoffNamespace = 'signoff@signalbox';
export const identityNamespace = 'identity@signalbox';

/** The format's name; whoever changes a field changes it. */
export const statementFormat = 'signalbox-signoff-1';

export const statementDecision = z.enum(['approve', 'reject', 'review']);
export type StatementDecision = z.infer<typeof statementDecision>;

export const statementRules = z.enum(['ordinary', 'emergency']);
export type StatementRules = z.infer<typeof statementRules>;

/** As a pattern and nothing more, so that records with statements in them are checked in place. */
const shas = z
  .string()
  .regex(/^(?:none|[0-9a-f]{64}(?:,[0-9a-f]{64}){0,15})$/, 'none, or up to 16 SHA-256s with commas');
const commits = z
  .string()
  .regex(
    /^(?:none|[0-9a-f]{40}(?:[0-9a-f]{24})?(?:,[0-9a-f]{40}(?:[0-9a-f]{24})?){0,15})$/,
    'none, or up to 16 full commit ids with commas',
  );

/** What a decision is about. Anything else than exactly this is a different question. */
export const statementBindings = z.strictObject({
  promotion: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'the id of a promotion'),
  service: serviceName,
  environment: environmentName,
  rules: statementRules,
  /** SHA-256 of the requester's words (an emergency's reason); the text itself is kept as a blob. */
  reasonSha256: z.union([z.literal('none'), sha256Hex]),
  release: releaseVersion,
  artifactSha256: sha256Hex,
  /** What runs now, so that the way back is approved too. Hosts may differ. */
  runningSha256: shas,
  /** What is really deployed of the service's own repository; other repositories are bound by the implementers. */
  baseCommit: commits,
  headCommit: gitCommit,
  planSha256: sha256Hex,
  implementersSha256: sha256Hex,
  policyVersion: sha256Hex,
});
export type StatementBindings = z.infer<typeof statementBindings>;

/** One person's decision on one promotion: what is shown, signed and kept, byte for byte. */
export const statement = z.strictObject({
  format: z.literal(statementFormat),
  decision: statementDecision,
  ...statementBindings.shape,
  approver: personName,
  /** As the signer's desktop says. Never used to judge a key: the journal's time is. */
  statedAt: instant,
  expiresAt: instant,
});
export type Statement = z.infer<typeof statement>;

/** The order of the lines. */
export const statementFields = [
  'format',
  'decision',
  'promotion',
  'service',
  'environment',
  'rules',
  'reasonSha256',
  'release',
  'artifactSha256',
  'runningSha256',
  'baseCommit',
  'headCommit',
  'planSha256',
  'implementersSha256',
  'policyVersion',
  'approver',
  'statedAt',
  'expiresAt',
] as const satisfies readonly (keyof Statement)[];

/** A way in which a statement and the present no longer agree. */
export const statementDifference = z.strictObject({
  field: z.enum(statementFields),
  stated: z.string(),
  current: z.string(),
  /** For people: what changed. */
  text: z.string(),
});
export type StatementDifference = z.infer<typeof statementDifference>;
