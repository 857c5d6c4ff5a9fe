import { z } from 'zod';
import { environmentName, hostName, releaseVersion, serviceName, sha256Hex } from '../model/names.ts';
import { abortKind } from '../model/rollout.ts';
import { preparedPlan, promotionId } from '../model/promotion.ts';
import { command, feed, question } from './define.ts';

const target = z.strictObject({
  service: serviceName,
  environment: environmentName,
  version: releaseVersion,
});

const reason = z.string().min(1).max(500);

export const rolloutMethods = {
  /** The literal plan, and what a person should know before starting it. Nothing is changed anywhere. */
  'rollouts.plan': question(target, preparedPlan),
  /**
   * Starts exactly the plan that was shown: `PLAN_CHANGED` if the same request gives another plan by now.
   * Production asks for its name typed, `CONFIRMATION_REQUIRED` otherwise. An environment with a policy asks for
   * an approved promotion of this very release: `SIGNOFF_REQUIRED`, `IDENTITY_REQUIRED`.
   * `HOST_LOCKED` when somebody else works on one of the hosts: nothing was touched. With `takeOver` such locks are
   * taken over, for the reason that is recorded: nothing of their owners is let through afterwards. Locks made by
   * hand are not.
   */
  'rollouts.start': command(
    [
      'rolloutRequested',
      'rolloutStarted',
      'takeoverRequested',
      'hostsLocked',
      'stepBegun',
      'stepFinished',
      'hostFinished',
      'rolloutFinished',
      'debtOpened',
      'approvalVerified',
      'approvalRefused',
    ],
    target.extend({
      planSha256: sha256Hex,
      confirmEnvironment: z.string().optional(),
      takeOver: z.strictObject({ reason: z.string().min(1).max(500) }).optional(),
      promotionId: promotionId.optional(),
    }),
    z.strictObject({ rolloutId: z.string() }),
  ),
  /**
   * Finishes the hosts in flight, then stops; or, with `how`, stops at once: what runs on hosts in flight is cancelled
   * and they are held out of their pools; a rollback follows where `how` says so, as a rollout of its own. A stop under
   * way can be made a stronger one.
   */
  'rollouts.stop': command(
    [
      'rolloutStopRequested',
      'stepFinished',
      'hostFinished',
      'debtOpened',
      'rolloutFinished',
      'rollbackNotBegun',
    ],
    z.strictObject({
      rolloutId: z.string(),
      reason,
      how: abortKind.optional(),
    }),
    z.strictObject({}),
  ),
  /**
   * The literal plan that takes the newest rollout to an environment back: a rollout of the release that its hosts had
   * before. `NOT_FOUND`, `NOT_NOW` where there is no such release, or where the hosts had different ones.
   */
  'rollouts.planRollback': question(
    target.omit({ version: true }),
    preparedPlan.extend({
      /** The rollout that it would take back. */
      rollsBack: z.string(),
      /** When going back was last practised with this service, wherever that was. */
      practised: z
        .strictObject({ environment: environmentName, at: z.string(), durationMs: z.number() })
        .optional(),
    }),
  ),
  /**
   * Starts exactly that plan. The sign-offs of what it takes back name what ran then, and cover the way back to it:
   * `SIGNOFF_REQUIRED` for anything else in an environment with a policy.
   */
  'rollouts.rollBack': command(
    ['rolloutRequested', 'rolloutStarted', 'takeoverRequested', 'hostsLocked', 'rolloutFinished'],
    target.omit({ version: true }).extend({
      planSha256: sha256Hex,
      confirmEnvironment: z.string().optional(),
      takeOver: z.strictObject({ reason }).optional(),
      reason,
    }),
    z.strictObject({ rolloutId: z.string() }),
  ),
  /** No further host is begun until somebody resumes; hosts in flight are finished. `NOT_NOW` when it does not run. */
  'rollouts.pause': command(
    ['rolloutPaused'],
    z.strictObject({ rolloutId: z.string(), reason }),
    z.strictObject({}),
  ),
  /** Goes on from exactly there. `NOT_NOW` while more hosts have failed than may, and nobody has decided about them. */
  'rollouts.resume': command(
    ['rolloutResumed'],
    z.strictObject({ rolloutId: z.string(), reason: reason.optional() }),
    z.strictObject({}),
  ),
  /** Begins this one host anew, also while everything else is paused. `NOT_NOW` unless it has failed or was skipped. */
  'rollouts.retryHost': command(
    ['hostRetryRequested', 'stepBegun', 'stepFinished', 'hostFinished', 'debtCleared'],
    z.strictObject({ rolloutId: z.string(), host: hostName, reason: reason.optional() }),
    z.strictObject({}),
  ),
  /** Goes on without this one host, which stays as it is: a debt. `NOT_NOW` while it is being worked on, or when it is done. */
  'rollouts.skipHost': command(
    ['hostSkipped', 'debtOpened'],
    z.strictObject({ rolloutId: z.string(), host: hostName, reason }),
    z.strictObject({}),
  ),
};

/** Latest-wins ticks of a running step; never journalled. */
export const progressTick = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('upload'),
    rolloutId: z.string(),
    host: hostName,
    sentBytes: z.number(),
    totalBytes: z.number(),
  }),
  z.strictObject({
    kind: z.literal('sessions'),
    rolloutId: z.string(),
    host: hostName,
    sessions: z.array(z.strictObject({ balancer: z.string(), sessions: z.number(), queued: z.number() })),
  }),
  z.strictObject({
    kind: z.literal('output'),
    rolloutId: z.string(),
    host: hostName,
    stepId: z.string(),
    /** The tail of what the command has written so far. */
    tail: z.string(),
  }),
  z.strictObject({ kind: z.literal('note'), rolloutId: z.string(), host: hostName, text: z.string() }),
]);
export type ProgressTick = z.infer<typeof progressTick>;

export const rolloutFeeds = {
  progress: feed({
    key: z.strictObject({}),
    snapshot: z.array(progressTick),
    event: progressTick,
    delivery: { kind: 'latest', coalesceBy: (tick) => `${tick.kind}/${tick.rolloutId}/${tick.host}` },
  }),
};
