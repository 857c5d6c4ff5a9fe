import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { HostProgress, RolloutState } from '../../shared/journal/state.ts';
import type { RolloutResult } from '../../shared/model/rollout.ts';
import type { Trouble } from '../../shared/model/trouble.ts';

export type Decision =
  | { readonly kind: 'stage'; readonly hosts: readonly PlanHost[] }
  | { readonly kind: 'upgrade'; readonly hosts: readonly PlanHost[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'finish'; readonly result: RolloutResult; readonly reason: string | undefined };

/**
 * What to do next, from the plan and from what the journal says happened: pure, and asked again after every
 * change. `inFlight` are the hosts that are being worked on right now.
 */
export function decideNext(plan: Plan, rollout: RolloutState, inFlight: ReadonlySet<string>): Decision {
  const staging = decideStaging(plan, rollout, inFlight);
  if (staging) return staging;

  const stop = reasonToStop(plan, rollout);
  if (stop) return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'finish', ...stop };

  const batch = currentBatch(plan, rollout);
  if (!batch) return inFlight.size > 0 ? { kind: 'wait' } : { kind: 'finish', ...judge(plan, rollout) };

  const free = plan.settings.parallel - inFlight.size;
  const next = batch.filter((host) => !inFlight.has(host.host)).slice(0, Math.max(0, free));
  return next.length > 0 ? { kind: 'upgrade', hosts: next } : { kind: 'wait' };
}

/** Every host has the bytes before any host leaves the pool. */
function decideStaging(
  plan: Plan,
  rollout: RolloutState,
  inFlight: ReadonlySet<string>,
): Decision | undefined {
  const failed = plan.hosts.filter((host) => stagingOf(host, rollout) === 'failed');
  if (failed.length > 0) {
    if (inFlight.size > 0) return { kind: 'wait' };
    const names = failed.map((host) => host.host).join(', ');
    const reason = `The artifact could not be staged on ${names}. No host left its pool.`;
    return { kind: 'finish', result: 'failed', reason };
  }
  const unstaged = plan.hosts.filter((host) => stagingOf(host, rollout) === 'open');
  if (unstaged.length === 0) return undefined;
  if (rollout.status.kind === 'stopping') {
    return inFlight.size > 0
      ? { kind: 'wait' }
      : { kind: 'finish', result: 'stopped', reason: rollout.status.reason };
  }
  const free = plan.settings.stagingParallel - inFlight.size;
  const next = unstaged.filter((host) => !inFlight.has(host.host)).slice(0, Math.max(0, free));
  return next.length > 0 ? { kind: 'stage', hosts: next } : { kind: 'wait' };
}

function stagingOf(host: PlanHost, rollout: RolloutState): 'open' | 'done' | 'failed' {
  const steps = progressOf(rollout, host)?.steps ?? [];
  const results = host.staging.map((step) => steps.find((state) => state.id === step.id)?.result);
  if (results.some((result) => result?.outcome.kind === 'failed')) return 'failed';
  return results.every((result) => result !== undefined) ? 'done' : 'open';
}

function reasonToStop(
  plan: Plan,
  rollout: RolloutState,
): { result: RolloutResult; reason: string | undefined } | undefined {
  if (rollout.status.kind === 'stopping') return { result: 'stopped', reason: rollout.status.reason };
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
  if (failures.length <= plan.settings.maxFailures) return undefined;
  return { result: 'failed', reason: describeFailures(plan, rollout, failures) };
}

/** Trouble that stops everything, whatever the budget. */
function hasMet(host: HostProgress, trouble: Trouble): boolean {
  return host.steps.some(
    (step) => step.result?.outcome.kind === 'failed' && step.result.outcome.trouble === trouble,
  );
}

/** The batch whose hosts are not all finished; a batch begins when the one before has ended. */
function currentBatch(plan: Plan, rollout: RolloutState): readonly PlanHost[] | undefined {
  const open = plan.hosts.filter((host) => progressOf(rollout, host)?.outcome === undefined);
  const batch = open[0]?.batch;
  return batch === undefined ? undefined : open.filter((host) => host.batch === batch);
}

function judge(plan: Plan, rollout: RolloutState): { result: RolloutResult; reason: string | undefined } {
  const failures = failedHosts(plan, rollout);
  if (failures.length === 0) return { result: 'succeeded', reason: undefined };
  return { result: 'failed', reason: describeFailures(plan, rollout, failures) };
}

function failedHosts(plan: Plan, rollout: RolloutState): HostProgress[] {
  return plan.hosts
    .map((host) => progressOf(rollout, host))
    .filter((host) => host !== undefined)
    .filter(
      (host) =>
        host.outcome !== undefined && host.outcome.kind !== 'done' && host.outcome.kind !== 'unchanged',
    );
}

function describeFailures(plan: Plan, rollout: RolloutState, failures: readonly HostProgress[]): string {
  const { maxFailures } = plan.settings;
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

function progressOf(rollout: RolloutState, host: PlanHost): HostProgress | undefined {
  return rollout.hosts[host.host];
}
