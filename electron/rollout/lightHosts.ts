import type { RolloutState, StepState } from '../../shared/journal/state.ts';
import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import { hasMet, isStaging, progressOf } from './hostProgress.ts';

/** Hosts that were begun and were not given their whole weight yet; one attempt each, for a failed one is told. */
export function hostsToRaise(plan: Plan, rollout: RolloutState): readonly PlanHost[] {
  if (Object.values(rollout.hosts).some((host) => hasMet(host, 'lockLost'))) return [];
  return plan.hosts.filter((host) => {
    const { steps = [], outcome } = progressOf(rollout, host) ?? {};
    if (!host.raising?.length || !steps.some((step) => !isStaging(step))) return false;
    // Of a canary, "unchanged" was said only after a look at its weight.
    if (outcome?.kind === 'unchanged' && host.steps.some((step) => step.kind === 'lighten')) return false;
    return !steps.some((step) => step.kind === 'raise' && step.result !== undefined);
  });
}

/** Hosts that stay at part of their weight, for it could not be given back to them. */
export function hostsLeftLight(plan: Plan, rollout: RolloutState): readonly PlanHost[] {
  return plan.hosts.filter((host) => {
    const { steps = [] } = progressOf(rollout, host) ?? {};
    const isRaised = steps.some(({ kind, result }) => kind === 'raise' && result?.outcome.kind === 'ok');
    return !isRaised && steps.some(mayHaveLightened);
  });
}

/** Also where it failed, or where it is not known: only a lost lock let nothing through. */
function mayHaveLightened({ kind, result }: StepState): boolean {
  const wasRefused = result?.outcome.kind === 'failed' && result.outcome.trouble === 'lockLost';
  return kind === 'lighten' && !wasRefused;
}
