import type { HostProgress } from '../../shared/journal/state.ts';
import type { StepKind } from '../../shared/model/plan.ts';
import type { CommandEnd } from './ports.ts';

/** What is known of one host where a rollout of the very same plan was interrupted before this one. */
export interface Remains {
  /** What the journal says that rollout did here. */
  readonly progress: HostProgress;
  /** How the steps ended that were found on the host, by their kind. */
  readonly found: ReadonlyMap<string, CommandEnd>;
  /** What the host shows now. */
  readonly isCurrent: boolean;
  readonly isHealthy: boolean;
}

/**
 * Which steps the interrupted rollout has done, so that nothing is done twice. Only what the host itself says counts:
 * the outcome of the step that was under way, found there, or a service that runs the release and is healthy.
 * A step whose outcome is not known, or that failed, is done again, from stopping on.
 */
export function decideResume({ progress, found, isCurrent, isHealthy }: Remains): ReadonlySet<StepKind> {
  if (progress.outcome) return new Set();
  const open = progress.steps.find((step) => step.result === undefined)?.kind;
  const endedWell = open !== undefined && isSuccess(found.get(open)) ? open : undefined;
  const hasStarted = progress.steps.some(
    (step) => step.kind === 'start' && step.result !== undefined && step.result.outcome.kind !== 'failed',
  );
  const hasRun = progress.steps.some(
    (step) => step.kind === 'playbook' && step.result?.outcome.kind === 'ok',
  );
  if (hasRun && isCurrent && isHealthy) return new Set(['playbook', 'switch']);
  switch (endedWell) {
    case 'precheck':
    case 'stop':
      return new Set([endedWell]);
    case 'start':
      return new Set(isCurrent ? ['stop', 'switch', 'start'] : []);
    case 'warm':
      return new Set(isCurrent && isHealthy && hasStarted ? ['stop', 'switch', 'start', 'warm'] : []);
    default:
      return new Set(isCurrent && isHealthy && hasStarted ? ['stop', 'switch', 'start'] : []);
  }
}

function isSuccess(end: CommandEnd | undefined): boolean {
  return end?.kind === 'exited' && end.exitCode === 0;
}
