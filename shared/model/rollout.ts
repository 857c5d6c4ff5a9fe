import { z } from 'zod';

/** How a host came out of a rollout. */
export const hostOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  /** It ran the release already, was healthy and in service: nothing was done. */
  z.strictObject({ kind: z.literal('unchanged') }),
  /** Kept out of the pool; visible debt. */
  z.strictObject({ kind: z.literal('failedOut'), reason: z.string() }),
  /** Failed before anything was changed: still in service with what it had. */
  z.strictObject({ kind: z.literal('failedIn'), reason: z.string() }),
  /** A person goes on without it: it stays as it is, as debt. */
  z.strictObject({ kind: z.literal('skipped'), reason: z.string() }),
  /** Lost from sight in the middle of a step. */
  z.strictObject({ kind: z.literal('unknown'), reason: z.string() }),
]);
export type HostOutcome = z.infer<typeof hostOutcome>;

export const rolloutResult = z.enum(['succeeded', 'failed', 'stopped']);
export type RolloutResult = z.infer<typeof rolloutResult>;

/**
 * How a rollout is stopped before its end: the hosts in flight are finished first; or what runs on them is cancelled and
 * they are held out of their pools; or, after that, they are brought back to what they had, or all hosts are.
 */
export const abortKind = z.enum(['finish', 'holdOut', 'rollBackInFlight', 'rollBackAll']);
export type AbortKind = z.infer<typeof abortKind>;

/** Which hosts a rollback brings back: those that were held out, or all. */
export const rollbackScope = z.enum(['inFlight', 'all']);
export type RollbackScope = z.infer<typeof rollbackScope>;

/** Why nothing new is begun: a person's word, a spent failure budget, or the canary's hosts, which a person judges. */
export const pauseCause = z.enum(['person', 'failures', 'canary']);
export type PauseCause = z.infer<typeof pauseCause>;

/** Where a host stands, read off its last step. */
export const hostPhase = z.enum([
  'planned',
  'staging',
  'staged',
  'prechecked',
  'draining',
  'out',
  'upgrading',
  'localOk',
  'warming',
  'poolHealthy',
  'smokeOk',
  'returning',
  'soaking',
  'done',
  'unchanged',
  'failedOut',
  'failedIn',
  'skipped',
  'unknown',
]);
export type HostPhase = z.infer<typeof hostPhase>;
