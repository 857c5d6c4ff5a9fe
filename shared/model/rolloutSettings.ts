import { z } from 'zod';
import { duration } from './duration.ts';
import { share } from './share.ts';

/** What happens when sessions still stand at the drain's deadline. */
export const onDrainDeadline = z.enum(['maintenance', 'shutdownSessions', 'fail']);

/** As written in `signalbox.yaml`: every field may be left out. */
export const rolloutSettingsInput = z.strictObject({
  batches: z
    .array(share)
    .min(1)
    .optional()
    .describe(
      'Sizes of the batches in order, numbers or percentages of all hosts; the last repeats. Default [1, 25%, 100%].',
    ),
  parallel: z
    .number()
    .int()
    .min(1)
    .max(50)
    .optional()
    .describe('How many hosts of a batch are worked on at once. Default 1: host by host.'),
  minHealthy: share
    .optional()
    .describe(
      'Servers of the pool that must stay in service on every balancer, a number or a percentage. Default 50%.',
    ),
  maxFailures: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Hosts that may fail over the whole run (failed, unreachable) before it stops. Default 0.'),
  drainTimeout: duration.optional().describe('How long running sessions may take to end. Default 60s.'),
  onDrainDeadline: onDrainDeadline
    .optional()
    .describe(
      'What to do with sessions that stay: maintenance (stop traffic), shutdownSessions, or fail. Default maintenance.',
    ),
  stepTimeout: duration.optional().describe('The time limit of each command of the service. Default 5m.'),
  checkTimeout: duration.optional().describe('How long a host may take to become healthy. Default 60s.'),
  soak: duration
    .optional()
    .describe('How long a host is watched in service before the next one. Default 0s.'),
  stagingParallel: z
    .number()
    .int()
    .min(1)
    .max(200)
    .optional()
    .describe('How many hosts receive the artifact at once. Default 10.'),
});
export type RolloutSettingsInput = z.infer<typeof rolloutSettingsInput>;

/** With every default filled in; this is what plans carry. */
export const rolloutSettings = z.strictObject({
  batches: z.array(z.union([z.number().int(), z.strictObject({ percent: z.number().int() })])).min(1),
  parallel: z.number().int().min(1),
  minHealthy: z.union([z.number().int(), z.strictObject({ percent: z.number().int() })]),
  maxFailures: z.number().int().min(0),
  drainTimeoutMs: z.number().int(),
  onDrainDeadline,
  stepTimeoutMs: z.number().int(),
  checkTimeoutMs: z.number().int(),
  soakMs: z.number().int(),
  stagingParallel: z.number().int().min(1),
});
export type RolloutSettings = z.infer<typeof rolloutSettings>;

export const defaultRolloutSettings: RolloutSettings = {
  batches: [1, { percent: 25 }, { percent: 100 }],
  parallel: 1,
  minHealthy: { percent: 50 },
  maxFailures: 0,
  drainTimeoutMs: 60_000,
  onDrainDeadline: 'maintenance',
  stepTimeoutMs: 300_000,
  checkTimeoutMs: 60_000,
  soakMs: 0,
  stagingParallel: 10,
};

/** Later inputs win: defaults, then the environment, then the service in that environment. */
export function resolveRolloutSettings(
  ...inputs: readonly (RolloutSettingsInput | undefined)[]
): RolloutSettings {
  return inputs.reduce<RolloutSettings>((settings, input) => {
    if (!input) return settings;
    return {
      batches: input.batches ?? settings.batches,
      parallel: input.parallel ?? settings.parallel,
      minHealthy: input.minHealthy ?? settings.minHealthy,
      maxFailures: input.maxFailures ?? settings.maxFailures,
      drainTimeoutMs: input.drainTimeout ?? settings.drainTimeoutMs,
      onDrainDeadline: input.onDrainDeadline ?? settings.onDrainDeadline,
      stepTimeoutMs: input.stepTimeout ?? settings.stepTimeoutMs,
      checkTimeoutMs: input.checkTimeout ?? settings.checkTimeoutMs,
      soakMs: input.soak ?? settings.soakMs,
      stagingParallel: input.stagingParallel ?? settings.stagingParallel,
    };
  }, defaultRolloutSettings);
}
