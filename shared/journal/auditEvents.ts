import { z } from 'zod';
import { environmentName, hostName, instant, serviceName, sha256Hex } from '../model/names.ts';

/** Events of what was handed to auditors, and of what keeps the journal itself. */

/** The key that this desktop signs its exports with; the private half lies beside the journal and nowhere else. */
const desktopKeyCreated = z.strictObject({
  kind: z.literal('desktopKeyCreated'),
  /** `TYPE BASE64`, as in a .pub file, without a comment. */
  publicKey: z.string(),
  fingerprint: z.string(),
});

/** Evidence left the house: what was asked for, what came, and the digest that names every file of it. */
const evidenceExported = z.strictObject({
  kind: z.literal('evidenceExported'),
  /** Inclusive. */
  fromAt: instant,
  /** Exclusive. */
  toAt: instant,
  /** Empty where all were asked for. */
  services: z.array(serviceName),
  environments: z.array(environmentName),
  sample: z.strictObject({ size: z.number().int(), seed: z.string() }).optional(),
  changes: z.number().int(),
  exceptions: z.number().int(),
  /** The last record that it speaks of. */
  headSeq: z.number().int(),
  headChainSha256: sha256Hex,
  /** SHA-256 of its file SHA256SUMS. */
  sumsSha256: sha256Hex,
  signedBy: z.string(),
});

const backupMade = z.strictObject({
  kind: z.literal('backupMade'),
  /** Its name in the folder of backups. */
  file: z.string(),
  headSeq: z.number().int(),
  headChainSha256: sha256Hex,
  /** Older ones that were given up for it, by name. */
  removed: z.array(z.string()),
});

/** The journal was replaced by a backup; what stood there before was kept aside under this name. */
const journalRestored = z.strictObject({
  kind: z.literal('journalRestored'),
  file: z.string(),
  headSeq: z.number().int(),
  headChainSha256: sha256Hex,
  keptAs: z.string().optional(),
});

export const reconciledDifference = z.strictObject({
  kind: z.enum(['deployedByHand', 'artifactDiffers', 'neverDeployed', 'unknownHost']),
  service: serviceName,
  environment: environmentName,
  host: hostName,
  text: z.string(),
});
export type ReconciledDifference = z.infer<typeof reconciledDifference>;

/** What hosts say of themselves was held against the journal. */
const reconciled = z.strictObject({
  kind: z.literal('reconciled'),
  environments: z.array(environmentName),
  hosts: z.number().int(),
  differences: z.array(reconciledDifference),
});

export const auditEvents = [
  desktopKeyCreated,
  evidenceExported,
  backupMade,
  journalRestored,
  reconciled,
] as const;

export type AuditEvent = z.infer<(typeof auditEvents)[number]>;
