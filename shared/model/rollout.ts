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
  /** Lost from sight in the middle of a step. */
  z.strictObject({ kind: z.literal('unknown'), reason: z.string() }),
]);
export type HostOutcome = z.infer<typeof hostOutcome>;

export const rolloutResult = z.enum(['succeeded', 'failed', 'stopped']);
export type RolloutResult = z.infer<typeof rolloutResult>;

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
  'unknown',
]);
export type HostPhase = z.infer<typeof hostPhase>;
