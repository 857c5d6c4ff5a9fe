import { z } from 'zod';
import { reconciledDifference } from '../journal/auditEvents.ts';
import { environmentName, instant, serviceName, sha256Hex } from '../model/names.ts';
import { command, feed, question } from './define.ts';

const row = z.record(z.string(), z.string());
const period = {
  /** Inclusive. */
  fromAt: instant,
  /** Exclusive. */
  toAt: instant,
};

const head = z.strictObject({ seq: z.number().int(), chainSha256: sha256Hex });

/** A verified copy of the journal in the workspace's folder of backups. */
export const backup = z.strictObject({
  file: z.string(),
  madeAt: instant,
  headSeq: z.number().int(),
  sizeBytes: z.number(),
});
export type Backup = z.infer<typeof backup>;

/** What long work of this area is going on, and how far it is. */
export const auditProgress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('idle') }),
  z.strictObject({
    kind: z.literal('running'),
    task: z.enum(['export', 'backup', 'reconcile']),
    done: z.number(),
    total: z.number(),
  }),
]);
export type AuditProgress = z.infer<typeof auditProgress>;

export const auditMethods = {
  /**
   * Verifies the journal and writes the evidence of a period: a folder, or one file for a name that ends with `.zip`. Nothing is
   * there before it is whole; giving up the call ends it. `INVALID_INPUT` when the place is taken, `JOURNAL_DAMAGED`.
   */
  'audit.export': command(
    ['evidenceExported', 'desktopKeyCreated'],
    z.strictObject({
      /** On the machine that the app runs on; absolute. */
      toPath: z.string().min(1).max(4_096),
      ...period,
      services: z.array(serviceName).optional(),
      environments: z.array(environmentName).optional(),
      sample: z
        .strictObject({
          size: z.number().int().min(1).max(10_000),
          seed: z.string().min(1).max(200).optional(),
        })
        .optional(),
    }),
    z.strictObject({
      path: z.string(),
      files: z.number().int(),
      changes: z.number().int(),
      exceptions: z.number().int(),
      findings: z.number().int(),
      head,
      sumsSha256: sha256Hex,
      fingerprint: z.string(),
      seed: z.string().optional(),
    }),
  ),
  /** Asks the hosts what was installed on them, and says what the journal does not know. */
  'audit.reconcile': command(
    ['reconciled'],
    z.strictObject({ environments: z.array(environmentName).optional() }),
    z.strictObject({
      hosts: z.number().int(),
      /** Hosts that could not be asked, and why. */
      notSeen: z.array(z.strictObject({ host: z.string(), message: z.string() })),
      differences: z.array(reconciledDifference),
    }),
  ),
  /**
   * What an export of the period would list as exceptions, and as who could do what: rows of the same columns, nothing written.
   * Reads and verifies the whole journal in a thread of its own; giving up the call ends it.
   */
  'audit.survey': question(
    z.strictObject(period),
    z.strictObject({ exceptions: z.array(row), access: z.array(row), headSeq: z.number().int() }),
  ),
  'audit.backup': command(['backupMade'], z.strictObject({}), backup),
  /** Newest first. */
  'audit.backups': question(z.strictObject({}), z.strictObject({ backups: z.array(backup) })),
};

export const auditFeeds = {
  audit: feed({
    key: z.strictObject({}),
    snapshot: auditProgress,
    event: auditProgress,
    delivery: { kind: 'latest', coalesceBy: () => 'audit' },
  }),
};
