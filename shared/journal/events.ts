import { z } from 'zod';
import { plan, stepKind } from '../model/plan.ts';
import {
  balancerName,
  environmentName,
  hostName,
  releaseVersion,
  serviceName,
  sha256Hex,
} from '../model/names.ts';
import { release } from '../model/release.ts';
import { abortKind, hostOutcome, pauseCause, rollbackScope, rolloutResult } from '../model/rollout.ts';
import { hostSighting } from '../model/sighting.ts';
import { promotionId } from '../model/promotion.ts';
import { auditEvents } from './auditEvents.ts';
import { signoffEvents } from './signoffEvents.ts';
import { trouble } from '../model/trouble.ts';

/** Every event the journal knows, in the past tense. State is a fold over them and over nothing else. */

const rolloutId = z.string();

const workspaceConfigured = z.strictObject({
  kind: z.literal('workspaceConfigured'),
  name: z.string(),
  configurationSha256: sha256Hex,
});

/** Somebody asked for a rollout of exactly this plan; its JSON is kept as a blob under its digest. */
const rolloutRequested = z.strictObject({
  kind: z.literal('rolloutRequested'),
  rolloutId,
  service: serviceName,
  environment: environmentName,
  release,
  planSha256: sha256Hex,
  batches: plan.shape.batches,
  /** The promotion that it carries out, where the environment asks for sign-offs. */
  promotionId: promotionId.optional(),
  /** The rollout that it takes back: it brings the release from before that one. */
  rollsBack: z.strictObject({ rolloutId, reason: z.string() }).optional(),
});

const rolloutStarted = z.strictObject({
  kind: z.literal('rolloutStarted'),
  rolloutId,
  /** The process that carries it out, so that its death can be noticed. */
  runner: z.strictObject({ machine: z.string(), pid: z.number().int(), processIdentity: z.string() }),
});

/** A person wants the hosts, although somebody else holds their locks; recorded before any is taken over. */
const takeoverRequested = z.strictObject({
  kind: z.literal('takeoverRequested'),
  rolloutId,
  reason: z.string(),
});

/** Every lock that the rollout holds, before its first step. */
const hostsLocked = z.strictObject({
  kind: z.literal('hostsLocked'),
  rolloutId,
  locks: z.array(
    z.strictObject({
      host: hostName,
      folder: z.string(),
      /** The fencing number: nothing with a smaller one is let through from here on. */
      number: z.number().int(),
      /** Who had it before and did not give it back. */
      takenFrom: z.string().optional(),
    }),
  ),
  /** Balancers with no host to lock on: protected by the locks of the hosts in their pools alone. */
  unlockable: z.array(balancerName),
});

/** An intent: recorded before the command leaves. */
const stepBegun = z.strictObject({
  kind: z.literal('stepBegun'),
  rolloutId,
  stepId: z.string(),
  step: stepKind,
  host: hostName,
});

export const stepOutcome = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ok') }),
  /** Nothing had to be done: the host is there already. */
  z.strictObject({ kind: z.literal('alreadyDone') }),
  z.strictObject({ kind: z.literal('failed'), trouble, message: z.string() }),
]);
export type StepOutcome = z.infer<typeof stepOutcome>;

const stepFinished = z.strictObject({
  kind: z.literal('stepFinished'),
  rolloutId,
  stepId: z.string(),
  step: stepKind,
  host: hostName,
  outcome: stepOutcome,
  durationMs: z.number(),
  /** What was learned, in a few words: `sessions 0 on lb-1, lb-2`. */
  detail: z.string().optional(),
  /** What the host ran when this rollout came to it, where that is another release. */
  found: z.strictObject({ version: releaseVersion, artifactSha256: sha256Hex }).optional(),
  /** The output of the step, kept as a blob. */
  outputSha256: sha256Hex.optional(),
});

const hostFinished = z.strictObject({
  kind: z.literal('hostFinished'),
  rolloutId,
  host: hostName,
  outcome: hostOutcome,
});

const debtOpened = z.strictObject({
  kind: z.literal('debtOpened'),
  debtId: z.string(),
  service: serviceName,
  environment: environmentName,
  host: hostName,
  rolloutId,
  reason: z.string(),
});

const debtCleared = z.strictObject({
  kind: z.literal('debtCleared'),
  debtId: z.string(),
  reason: z.string(),
});

const rolloutStopRequested = z.strictObject({
  kind: z.literal('rolloutStopRequested'),
  rolloutId,
  reason: z.string(),
  /** Without it, the hosts in flight are finished first. */
  how: abortKind.optional(),
});

/** From here on no further host is begun, until somebody says so; hosts in flight are finished. */
const rolloutPaused = z.strictObject({
  kind: z.literal('rolloutPaused'),
  rolloutId,
  why: pauseCause,
  reason: z.string(),
  /** Where failures are why: so many hosts may stay failed when it goes on. */
  maxFailures: z.number().int().optional(),
});

const rolloutResumed = z.strictObject({
  kind: z.literal('rolloutResumed'),
  rolloutId,
  reason: z.string().optional(),
});

/** One host that failed is begun anew, whether or not the rollout is paused. */
const hostRetryRequested = z.strictObject({
  kind: z.literal('hostRetryRequested'),
  rolloutId,
  host: hostName,
  /** Counted from 1, the first time included. */
  attempt: z.number().int(),
  reason: z.string().optional(),
});

/** The rollout goes on without this host; a debt says so. */
const hostSkipped = z.strictObject({
  kind: z.literal('hostSkipped'),
  rolloutId,
  host: hostName,
  reason: z.string(),
});

const rolloutFinished = z.strictObject({
  kind: z.literal('rolloutFinished'),
  rolloutId,
  result: rolloutResult,
  reason: z.string().optional(),
  /** Its hosts are to be brought back to what they had: a rollback of its own begins now. */
  thenRollBack: rollbackScope.optional(),
});

/** A rollback that was wanted could not begin: the hosts stay as they are. */
const rollbackNotBegun = z.strictObject({
  kind: z.literal('rollbackNotBegun'),
  rolloutId,
  reason: z.string(),
});

/** The process that carried it out is gone; what it had begun is unknown until somebody looks. */
const rolloutInterrupted = z.strictObject({
  kind: z.literal('rolloutInterrupted'),
  rolloutId,
  reason: z.string(),
});

/** Recorded when a host's sighting says something else than the one before, not at each probe. */
const hostObserved = z.strictObject({ kind: z.literal('hostObserved'), sighting: hostSighting });

const balancerReloaded = z.strictObject({
  kind: z.literal('balancerReloaded'),
  balancer: balancerName,
  pidBefore: z.number().int(),
  pidAfter: z.number().int(),
  restored: z.array(z.string()),
});

export const journalEvent = z.discriminatedUnion('kind', [
  workspaceConfigured,
  rolloutRequested,
  rolloutStarted,
  takeoverRequested,
  hostsLocked,
  stepBegun,
  stepFinished,
  hostFinished,
  debtOpened,
  debtCleared,
  rolloutStopRequested,
  rolloutPaused,
  rolloutResumed,
  hostRetryRequested,
  hostSkipped,
  rolloutFinished,
  rollbackNotBegun,
  rolloutInterrupted,
  hostObserved,
  balancerReloaded,
  ...signoffEvents,
  ...auditEvents,
]);
export type JournalEvent = z.infer<typeof journalEvent>;
export type JournalEventKind = JournalEvent['kind'];
export type JournalEventOf<K extends JournalEventKind> = Extract<JournalEvent, { kind: K }>;
