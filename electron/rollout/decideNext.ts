import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import { failuresAllowed } from '../../shared/model/rolloutSettings.ts';
import { formatDuration } from '../../shared/view/formatDuration.ts';
import type { HostProgress, RolloutState } from '../../shared/journal/state.ts';
import type { AbortKind, PauseCause, RollbackScope, RolloutResult } from '../../shared/model/rollout.ts';
import { hasMet, isStaging, progressOf } from './hostProgress.ts';
import { hostsToRaise } from './lightHosts.ts';

export type Decision =
  | { readonly kind: 'stage'; readonly hosts: readonly PlanHost[] }
  | { readonly kind: 'upgrade'; readonly hosts: readonly PlanHost[] }
  /** Hosts at part of their weight get all of it. */
  | { readonly kind: 'raise'; readonly hosts: readonly PlanHost[] }
  | { readonly kind: 'wait' }
  /** Nobody has to ask for it: the settings say so. */
  | { readonly kind: 'abort'; readonly how: AbortKind; readonly reason: string }
  | {
      readonly kind: 'pause';
      readonly why: PauseCause;
      readonly reason: string;
      readonly maxFailures?: number;
    }
  | {
      readonly kind: 'finish';
      readonly result: RolloutResult;
      readonly reason: string | undefined;
      readonly thenRollBack?: RollbackScope;
    };

/**
 * What to do next, from the plan and from what the journal says happened: pure, and asked again after every
 * change and every decision of a person. `inFlight` are the hosts that are being worked on right now; `isOverTime`
 * says that the time limit has passed.
 */
export function decideNext(
  plan: Plan,
  rollout: RolloutState,
  inFlight: ReadonlySet<string>,
  isOverTime = false,
): Decision {
  const decision = decideWork(plan, rollout, inFlight, isOverTime);
  if (decision.kind !== 'finish') return decision;
  // However it ends, nobody stays at part of his weight.
  const hosts = hostsToRaise(plan, rollout);
  return hosts.length > 0 ? { kind: 'raise', hosts } : decision;
}

function decideWork(
  plan: Plan,
  rollout: RolloutState,
  inFlight: ReadonlySet<string>,
  isOverTime: boolean,
): Decision {
  if (isOverTime && rollout.status.kind !== 'stopping') return abortOverTime(plan, rollout);
  const staging = decideStaging(plan, rollout, inFlight);
  if (staging) return staging;

  const stop = reasonToStop(plan, rollout);
  if (stop) return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'finish', ...stop };
  const free = plan.settings.parallel - inFlight.size;
  const upgrade = (hosts: readonly PlanHost[]): Decision => {
    const next = hosts.filter((host) => !inFlight.has(host.host)).slice(0, Math.max(0, free));
    return next.length > 0 ? { kind: 'upgrade', hosts: next } : { kind: 'wait' };
  };

  const spent = budgetSpent(plan, rollout);
  const open = openHosts(plan, rollout);
  if (rollout.status.kind === 'paused') {
    if (open.length === 0 && inFlight.size === 0 && !spent)
      return { kind: 'finish', ...judge(plan, rollout) };
    return upgrade(open.filter((host) => isAskedForAgain(host, rollout)));
  }
  if (spent) return inFlight.size > 0 ? { kind: 'wait' } : answerFailures(plan, spent);

  const batch = open[0]?.batch;
  if (batch === undefined) {
    return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'finish', ...judge(plan, rollout) };
  }
  if (batch > 0 && isCanaryToBeJudged(plan, rollout)) {
    return inFlight.size > 0 ? { kind: 'wait' } : pauseForCanary(plan, rollout);
  }
  const light = hostsToRaise(plan, rollout).filter((host) => host.batch < batch);
  if (light.length > 0) return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'raise', hosts: light };
  // An engine works on a batch at once: it is begun as a whole, when nothing else is under way.
  if (plan.engine && inFlight.size > 0) return { kind: 'wait' };
  return upgrade(open.filter((host) => host.batch === batch));
}

/**
 * Whether a host may be begun now: asked once more at the moment in which its beginning is recorded, since a person
 * may have decided otherwise meanwhile.
 */
export function mayBegin(rollout: RolloutState, host: string): boolean {
  const progress = rollout.hosts[host];
  if (!progress || progress.outcome) return false;
  if (rollout.status.kind === 'paused') return progress.attempt !== undefined;
  return rollout.status.kind === 'running';
}

/** Hosts that a person wants tried again are worked on while everything else is paused. */
function isAskedForAgain(host: PlanHost, rollout: RolloutState): boolean {
  return progressOf(rollout, host)?.attempt !== undefined;
}

/** Where no host was begun there is nothing to take back. */
function abortOverTime(plan: Plan, rollout: RolloutState): Decision {
  const hasBegun = plan.hosts.some((host) =>
    progressOf(rollout, host)?.steps.some((step) => !isStaging(step)),
  );
  const reason = `The time limit of ${formatDuration(plan.settings.timeLimitMs ?? 0)} has passed.`;
  return { kind: 'abort', how: hasBegun ? 'rollBackAll' : 'holdOut', reason };
}

function answerFailures(plan: Plan, reason: string): Decision {
  if (plan.settings.onFailure === 'rollback') return { kind: 'abort', how: 'rollBackAll', reason };
  return { kind: 'pause', why: 'failures', reason, maxFailures: allowedIn(plan) };
}

function isCanaryToBeJudged({ settings }: Plan, rollout: RolloutState): boolean {
  return settings.canary?.hold.kind === 'person' && rollout.isCanaryHeld === undefined;
}

function pauseForCanary(plan: Plan, rollout: RolloutState): Decision {
  const names = plan.batches[0]?.join(', ') ?? '';
  const [verb, whose] = plan.batches[0]?.length === 1 ? ['runs', 'its'] : ['run', 'their'];
  const light = Object.values(rollout.hosts).some((host) =>
    host.steps.some(({ kind }) => kind === 'lighten'),
  );
  const percent = plan.settings.canary?.weight?.percent;
  const at = light && percent !== undefined ? ` at ${percent} % of ${whose} weight` : '';
  const reason = `${names} ${verb} ${plan.release.version}${at}: resume when that is good, or abort.`;
  return { kind: 'pause', why: 'canary', reason };
}

/** Every host has the bytes before any host leaves the pool. */
function decideStaging(
  plan: Plan,
  rollout: RolloutState,
  inFlight: ReadonlySet<string>,
): Decision | undefined {
  const hosts = openHosts(plan, rollout);
  const failed = hosts.filter((host) => stagingOf(host, rollout) === 'failed');
  const unstaged = hosts.filter((host) => stagingOf(host, rollout) === 'open');
  if (failed.length === 0 && unstaged.length === 0) return undefined;
  if (rollout.status.kind === 'stopping') {
    return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'finish', ...toStopped(rollout.status) };
  }
  const isPaused = rollout.status.kind === 'paused';
  if (failed.length > 0 && !isPaused) {
    return inFlight.size > 0 ? { kind: 'wait' } : afterFailedStaging(plan, rollout, failed);
  }
  const free = plan.settings.stagingParallel - inFlight.size;
  const next = unstaged
    .filter((host) => !isPaused || isAskedForAgain(host, rollout))
    .filter((host) => !inFlight.has(host.host))
    .slice(0, Math.max(0, free));
  return next.length > 0 ? { kind: 'stage', hosts: next } : { kind: 'wait' };
}

function afterFailedStaging(plan: Plan, rollout: RolloutState, failed: readonly PlanHost[]): Decision {
  const names = failed.map((host) => host.host).join(', ');
  const hasBegun = plan.hosts.some((host) => progressOf(rollout, host)?.outcome !== undefined);
  const reason = `The artifact could not be staged on ${names}. ${hasBegun ? remaining(plan, rollout) : 'No host left its pool.'}`;
  switch (plan.settings.onFailure) {
    case 'stop':
    case 'rollback':
      return { kind: 'finish', result: 'failed', reason };
    case 'pause':
      return { kind: 'pause', why: 'failures', reason, maxFailures: allowedIn(plan) };
  }
}

function stagingOf(host: PlanHost, rollout: RolloutState): 'open' | 'done' | 'failed' {
  const steps = progressOf(rollout, host)?.steps ?? [];
  const results = host.staging.map((step) => steps.find((state) => state.id === step.id)?.result);
  if (results.some((result) => result?.outcome.kind === 'failed')) return 'failed';
  return results.every((result) => result !== undefined) ? 'done' : 'open';
}

function toStopped({ reason, how }: { readonly reason: string; readonly how: AbortKind }) {
  const scope = scopeOf(how);
  return { result: 'stopped' as const, reason, ...(scope === undefined ? {} : { thenRollBack: scope }) };
}

function scopeOf(how: AbortKind): RollbackScope | undefined {
  switch (how) {
    case 'finish':
    case 'holdOut':
      return undefined;
    case 'rollBackInFlight':
      return 'inFlight';
    case 'rollBackAll':
      return 'all';
  }
}

function reasonToStop(
  plan: Plan,
  rollout: RolloutState,
): Omit<Extract<Decision, { kind: 'finish' }>, 'kind'> | undefined {
  if (rollout.status.kind === 'stopping') return toStopped(rollout.status);
  const failures = failedHosts(plan, rollout);
  const refused = failures.find((host) => hasMet(host, 'hostKeyRefused'));
  if (refused) {
    return {
      result: 'failed',
      reason: `The host key of ${refused.host} was refused. ${remaining(plan, rollout)}`,
    };
  }
  const lost = failures.find((host) => hasMet(host, 'lockLost'));
  if (lost) {
    return {
      result: 'failed',
      reason: `${lost.host}: ${reasonOf(lost)} ${remaining(plan, rollout)}`,
    };
  }
  const light = plan.hosts
    .map((host) => progressOf(rollout, host))
    .find((host) =>
      host?.steps.some(({ kind, result }) => kind === 'raise' && result?.outcome.kind === 'failed'),
    );
  if (light) {
    const reason = `${light.host} could not be given its whole weight. ${remaining(plan, rollout)}`;
    return { result: 'failed', reason };
  }
  if (plan.settings.onFailure !== 'stop' || failures.length <= allowedIn(plan)) return undefined;
  return { result: 'failed', reason: describeFailures(plan, rollout, failures) };
}

/** Why it cannot go on by itself; where it ends at once, that has been decided before. */
function budgetSpent(plan: Plan, rollout: RolloutState): string | undefined {
  const failures = failedHosts(plan, rollout);
  if (failures.length <= allowedIn(plan)) return undefined;
  return describeFailures(plan, rollout, failures);
}

/** Hosts that are not finished, in order: a batch begins when the one before has ended. */
function openHosts(plan: Plan, rollout: RolloutState): readonly PlanHost[] {
  return plan.hosts.filter((host) => progressOf(rollout, host)?.outcome === undefined);
}

function judge(plan: Plan, rollout: RolloutState): { result: RolloutResult; reason: string | undefined } {
  const failures = failedHosts(plan, rollout);
  const skipped = plan.hosts.filter((host) => progressOf(rollout, host)?.outcome?.kind === 'skipped');
  if (failures.length === 0) {
    const without = skipped.map((host) => host.host).join(', ');
    return { result: 'succeeded', reason: without === '' ? undefined : `without ${without}` };
  }
  return { result: 'failed', reason: describeFailures(plan, rollout, failures) };
}

function failedHosts(plan: Plan, rollout: RolloutState): HostProgress[] {
  return plan.hosts
    .map((host) => progressOf(rollout, host))
    .filter((host) => host !== undefined)
    .filter(
      (host) =>
        host.outcome !== undefined &&
        host.outcome.kind !== 'done' &&
        host.outcome.kind !== 'unchanged' &&
        host.outcome.kind !== 'skipped',
    );
}

function describeFailures(plan: Plan, rollout: RolloutState, failures: readonly HostProgress[]): string {
  const maxFailures = allowedIn(plan);
  const budget =
    maxFailures === 0
      ? 'no failure is allowed'
      : `${failures.length} of ${maxFailures} allowed failures used`;
  const each = failures.map((host) => `${host.host}: ${reasonOf(host)}`).join('; ');
  return `${each} (${budget}). ${remaining(plan, rollout)}`;
}

function reasonOf(host: HostProgress): string {
  const { outcome } = host;
  return outcome && 'reason' in outcome ? outcome.reason : 'failed';
}

function remaining(plan: Plan, rollout: RolloutState): string {
  const untouched = plan.hosts.filter((host) => progressOf(rollout, host)?.outcome === undefined).length;
  return untouched === 0
    ? 'Every host was visited.'
    : `${untouched} of ${plan.hosts.length} hosts were not touched.`;
}

function allowedIn({ settings, hosts }: Plan): number {
  return failuresAllowed(settings.maxFailures, hosts.length);
}
