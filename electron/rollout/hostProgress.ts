import type { HostProgress, RolloutState, StepState } from '../../shared/journal/state.ts';
import { stagingStepKind, type PlanHost } from '../../shared/model/plan.ts';
import type { Trouble } from '../../shared/model/trouble.ts';

/** What the journal says of a planned host; nothing before it was begun. */
export function progressOf(rollout: RolloutState, host: PlanHost): HostProgress | undefined {
  return rollout.hosts[host.host];
}

export function isStaging({ kind }: StepState): boolean {
  return stagingStepKind.options.some((it) => it === kind);
}

/** Trouble that stops everything, whatever the budget. */
export function hasMet(host: HostProgress, trouble: Trouble): boolean {
  return host.steps.some(
    (step) => step.result?.outcome.kind === 'failed' && step.result.outcome.trouble === trouble,
  );
}
