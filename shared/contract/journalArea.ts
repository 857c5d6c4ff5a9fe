import { z } from 'zod';
import { envelope } from '../journal/envelope.ts';
import { journalEvent } from '../journal/events.ts';
import type { JournalState } from '../journal/state.ts';
import { instant, sha256Hex } from '../model/names.ts';
import { feed, question } from './define.ts';

export const journalRecord = z.strictObject({
  seq: z.number().int(),
  bodySha256: sha256Hex,
  chainSha256: sha256Hex,
  envelope,
  event: journalEvent,
});

export const verificationReport = z.strictObject({
  ok: z.boolean(),
  records: z.number().int(),
  blobs: z.number().int(),
  head: z.strictObject({ seq: z.number().int(), chainSha256: sha256Hex }),
  verifiedAt: instant,
  durationMs: z.number(),
  findings: z.array(
    z.strictObject({ seq: z.number().int().optional(), kind: z.string(), message: z.string() }),
  ),
});
export type VerificationReport = z.infer<typeof verificationReport>;

/** Every given field must fit; instants are inclusive. */
export const journalFilter = z.strictObject({
  fromAt: instant.optional(),
  toAt: instant.optional(),
  kinds: z.array(z.string()).optional(),
  person: z.string().optional(),
  service: z.string().optional(),
  environment: z.string().optional(),
  host: z.string().optional(),
  rolloutId: z.string().optional(),
  promotionId: z.string().optional(),
  /** Words, each the beginning of one in the record's sentence, in its names, or in its release's digests. */
  text: z.string().max(200).optional(),
});
export type JournalFilter = z.infer<typeof journalFilter>;

/** How far the last verification of the whole journal has come, or what it found. */
export const verificationState = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('notYet') }),
  z.strictObject({ kind: z.literal('running'), done: z.number(), total: z.number() }),
  z.strictObject({ kind: z.literal('verified'), report: verificationReport }),
]);
export type VerificationState = z.infer<typeof verificationState>;

export const journalMethods = {
  /**
   * A window of the records that fit, newest first; `total` counts all that fit. `indexedSeq` is there only while
   * the journal is still being indexed: what was recorded after it is not among them yet.
   */
  'journal.query': question(
    z.strictObject({
      filter: journalFilter,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1_000),
    }),
    z.strictObject({
      records: z.array(journalRecord),
      total: z.number().int(),
      headSeq: z.number().int(),
      indexedSeq: z.number().int().optional(),
    }),
  ),
  'journal.records': question(
    z.strictObject({ afterSeq: z.number().int().min(0), limit: z.number().int().min(1).max(10_000) }),
    z.strictObject({ records: z.array(journalRecord), headSeq: z.number().int() }),
  ),
  /** The output of a step, or a plan, by its digest; text, cut at `maxBytes`. */
  'journal.blob': question(
    z.strictObject({ sha256: sha256Hex, maxBytes: z.number().int().min(1).max(4_194_304).optional() }),
    z.strictObject({ text: z.string(), sizeBytes: z.number().int() }),
  ),
  'journal.verify': question(z.strictObject({}), verificationReport),
};

export const journalFeeds = {
  /** The folded state, then every record; clients run the same reducer. */
  state: feed({
    key: z.strictObject({}),
    // The main process folded it by types that both sides share; only its frame is checked here.
    snapshot: z.custom<JournalState>(
      (value) => typeof value === 'object' && value !== null && 'seq' in value,
    ),
    event: journalRecord,
    delivery: { kind: 'every' },
  }),
  /** The standing line: chain intact, n records, verified at. */
  verification: feed({
    key: z.strictObject({}),
    snapshot: verificationState,
    event: verificationState,
    delivery: { kind: 'latest', coalesceBy: () => 'verification' },
  }),
};
