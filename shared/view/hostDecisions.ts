import type { HostProgress } from '../journal/state.ts';
import { stagingStepKind } from '../model/plan.ts';

/** What a person can decide about one host while its rollout is under way: the same rule for a button and for the journal. */

/** It failed, was lost, or was skipped. */
export function canRetry(host: HostProgress): boolean {
  return hasFailed(host) || hasFailedStaging(host) || host.outcome?.kind === 'skipped';
}

/** It was not begun, or it failed; what has begun is not left in the middle. */
export function canSkip(host: HostProgress): boolean {
  return hasFailed(host) || (!host.outcome && !isBeingWorkedOn(host));
}

export function hasFailed({ outcome }: HostProgress): boolean {
  return outcome?.kind === 'failedOut' || outcome?.kind === 'failedIn' || outcome?.kind === 'unknown';
}

export function hasFailedStaging({ outcome, steps }: HostProgress): boolean {
  return !outcome && steps.some((step) => isStaging(step.kind) && step.result?.outcome.kind === 'failed');
}

export function isBeingWorkedOn({ outcome, steps }: HostProgress): boolean {
  return !outcome && steps.some((step) => !isStaging(step.kind) || step.result === undefined);
}

function isStaging(kind: string): boolean {
  return stagingStepKind.options.some((it) => it === kind);
}
