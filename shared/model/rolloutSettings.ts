import { z } from 'zod';
import { duration } from './duration.ts';
import { share } from './share.ts';

/** What happens when sessions still stand at the drain's deadline. */
export const onDrainDeadline = z.enum(['maintenance', 'shutdownSessions', 'fail']);

/** In which order hosts are cut into batches: as the workspace names them, the other way round, or by name. */
export const hostOrder = z.enum(['asListed', 'reverse', 'name']);

/** What happens when more hosts have failed than may. */
export const onFailure = z.enum(['stop', 'pause', 'rollback']);

const canaryInput = z.strictObject({
  hosts: share.optional().describe('How many hosts go first, a number or a percentage. Default 1.'),
  hold: z
    .union([z.literal('person'), duration])
    .describe(
      'How long they are watched in service before any other host is begun, or person: until somebody resumes.',
    ),
  weight: z
    .string()
    .regex(/^[1-9]\d?%$/, 'a percentage from 1% to 99%')
    .transform((text) => ({ percent: Number(text.slice(0, -1)) }))
    .optional()
    .describe(
      'Come back at this part of their configured weight, and get all of it before any other host is begun. HAProxy only. Default: all of it.',
    ),
});

/** As written in `signalbox.yaml`: every field may be left out. */
export const rolloutSettingsInput = z.strictObject({
  batches: z
    .array(share)
    .min(1)
    .optional()
    .describe(
      'Sizes of the batches in order, numbers or percentages of all hosts; the last repeats. Default [1, 25%, 100%].',
    ),
  order: hostOrder
    .optional()
    .describe(
      'In which order hosts are cut into batches: asListed in the workspace, reverse, or by name. Default asListed.',
    ),
  canary: canaryInput
    .optional()
    .describe(
      'Hosts that go first, as a batch of their own, and are judged before the others. Default none.',
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
  maxFailures: share
    .optional()
    .describe(
      "Hosts that may fail over the whole run before it ends, a number, or a percentage of the rollout's hosts, rounded down: failed and unreachable ones count, those that a person skips do not. Default 0.",
    ),
  onFailure: onFailure
    .optional()
    .describe(
      'What happens when more hosts have failed: stop (the rollout ends), pause (it waits for a person to retry or skip the host, or to abort), or rollback (every host is brought back to what it had). Default stop.',
    ),
  timeLimit: duration
    .optional()
    .describe(
      'How long the whole rollout may take; then every host is brought back to what it had. What that needs is verified on the hosts beforehand. Default none.',
    ),
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
  order: hostOrder,
  canary: z
    .strictObject({
      hosts: z.union([z.number().int(), z.strictObject({ percent: z.number().int() })]),
      hold: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('person') }),
        z.strictObject({ kind: z.literal('time'), ms: z.number().int() }),
      ]),
      weight: z.strictObject({ percent: z.number().int() }).optional(),
    })
    .optional(),
  parallel: z.number().int().min(1),
  minHealthy: z.union([z.number().int(), z.strictObject({ percent: z.number().int() })]),
  maxFailures: z.union([z.number().int().min(0), z.strictObject({ percent: z.number().int() })]),
  onFailure,
  timeLimitMs: z.number().int().optional(),
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
  order: 'asListed',
  parallel: 1,
  minHealthy: { percent: 50 },
  maxFailures: 0,
  onFailure: 'stop',
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
      order: input.order ?? settings.order,
      ...(input.canary ? { canary: toCanary(input.canary) } : settings.canary && { canary: settings.canary }),
      parallel: input.parallel ?? settings.parallel,
      minHealthy: input.minHealthy ?? settings.minHealthy,
      maxFailures: input.maxFailures ?? settings.maxFailures,
      onFailure: input.onFailure ?? settings.onFailure,
      ...toTimeLimit(input.timeLimit ?? settings.timeLimitMs),
      drainTimeoutMs: input.drainTimeout ?? settings.drainTimeoutMs,
      onDrainDeadline: input.onDrainDeadline ?? settings.onDrainDeadline,
      stepTimeoutMs: input.stepTimeout ?? settings.stepTimeoutMs,
      checkTimeoutMs: input.checkTimeout ?? settings.checkTimeoutMs,
      soakMs: input.soak ?? settings.soakMs,
      stagingParallel: input.stagingParallel ?? settings.stagingParallel,
    };
  }, defaultRolloutSettings);
}

function toCanary({
  hosts = 1,
  hold,
  weight,
}: z.infer<typeof canaryInput>): NonNullable<RolloutSettings['canary']> {
  return {
    hosts,
    hold: hold === 'person' ? { kind: 'person' } : { kind: 'time', ms: hold },
    ...(weight ? { weight } : {}),
  };
}

/** Of so many hosts. A percentage rounds down: 5 % of 30 is 1, so that a budget is never stretched. */
export function failuresAllowed(maxFailures: RolloutSettings['maxFailures'], hosts: number): number {
  return typeof maxFailures === 'number' ? maxFailures : Math.floor((hosts * maxFailures.percent) / 100);
}

function toTimeLimit(timeLimitMs: number | undefined): Pick<RolloutSettings, 'timeLimitMs'> {
  return timeLimitMs === undefined ? {} : { timeLimitMs };
}

/** Whether it may take every host back by itself: then it is verified beforehand that it could. */
export function isArmed({ onFailure, timeLimitMs }: RolloutSettings): boolean {
  return onFailure === 'rollback' || timeLimitMs !== undefined;
}
