import type { HostProgress, StepState } from '../../shared/journal/state.ts';
import type { StepKind } from '../../shared/model/plan.ts';
import type { CommandEnd } from './ports.ts';

/** What one interrupted rollout left on one host. */
export interface InterruptedRun {
  /** What the journal says that it did here. */
  readonly progress: HostProgress;
  /** How its steps ended that were found on the host, by their kind. */
  readonly found: ReadonlyMap<string, CommandEnd>;
}

/** What is known of one host where rollouts of the very same plan were interrupted before this one. */
export interface Remains {
  /** Those rollouts, the newest one first: each went on where the one before had been interrupted. */
  readonly runs: readonly InterruptedRun[];
  /** What the host shows now: the release is the current one. */
  readonly isCurrent: boolean;
  /** The release is what runs, and it is healthy. */
  readonly isHealthy: boolean;
  /** Something answers there, whatever release it is. */
  readonly isRunning: boolean;
}

/**
 * Which steps the interrupted rollouts have done, so that nothing is done twice. What the journal says counts as far as
 * the host agrees: whether the step that was under way had begun there and how it came out, and what runs now. A step whose
 * outcome is not known, or that failed, is done again, from stopping on.
 */
export function decideResume({ runs, isCurrent, isHealthy, isRunning }: Remains): ReadonlySet<StepKind> {
  const { done, wasHealthy } = whatWasDone(runs);
  if (done.has('playbook') && isCurrent && isHealthy) return new Set(['playbook', 'switch']);
  if (done.has('start')) {
    // Until it was healthy once it is waited for; afterwards it must be, or it was not enough to start it.
    const isTrusted = isCurrent && (isHealthy || !wasHealthy);
    if (!isTrusted) return new Set();
    return new Set(['stop', 'switch', 'start', ...(done.has('warm') ? (['warm'] as const) : [])]);
  }
  if (done.has('stop')) {
    if (isRunning) return new Set();
    return new Set(['stop', ...(done.has('switch') && isCurrent ? (['switch'] as const) : [])]);
  }
  return new Set(done.has('precheck') ? ['precheck'] : []);
}

interface Done {
  readonly done: ReadonlySet<StepKind>;
  /** The service was seen healthy since it was started. */
  readonly wasHealthy: boolean;
}

/** A host that one of them had finished begins anew: what was done before that is over. */
function whatWasDone(runs: readonly InterruptedRun[]): Done {
  const finished = runs.findIndex(({ progress }) => progress.outcome !== undefined);
  const inOrder = runs.slice(0, finished < 0 ? runs.length : finished).toReversed();
  const done = new Set<StepKind>();
  let wasHealthy = false;
  for (const { progress, found } of inOrder) {
    done.delete('precheck'); // it is a question: only the one that was under way just now needs no other answer
    for (const step of progress.steps) {
      const end = endOf(step, found);
      if (end === 'before' || end === 'notBegun') continue;
      switch (step.kind) {
        case 'precheck':
          if (end === 'foundWell') done.add('precheck');
          break;
        case 'stop':
          done.clear(); // what was started and warmed has ended with it
          if (end !== 'unclear') done.add('stop');
          break;
        case 'switch':
          if (end === 'unclear') done.delete('switch');
          else done.add('switch');
          break;
        case 'start':
          wasHealthy = false;
          if (end === 'unclear') done.clear();
          else done.add('start');
          break;
        case 'check':
          wasHealthy ||= end === 'well';
          break;
        case 'warm':
          if (end !== 'unclear') done.add('warm');
          break;
        case 'playbook':
          if (end === 'unclear') done.delete('playbook');
          else done.add('playbook');
          break;
        case 'stage':
        case 'verify':
        case 'unpack':
        case 'arm':
        case 'rehearse':
        case 'lighten':
        case 'raise':
        case 'inspect':
        case 'drain':
        case 'awaitDrained':
        case 'maintain':
        case 'admit':
        case 'awaitPoolHealthy':
        case 'smoke':
        case 'ready':
        case 'awaitInService':
        case 'soak':
        case 'holdOut':
          break; // safe to do twice
      }
    }
  }
  return { done, wasHealthy };
}

/**
 * `before`: an earlier one of them had done it. `foundWell`: the host says so, the journal does not yet. `notBegun`: there
 * is no trace of it on the host, where each step leaves one before it begins.
 */
function endOf(
  { kind, result }: StepState,
  found: ReadonlyMap<string, CommandEnd>,
): 'well' | 'foundWell' | 'notBegun' | 'before' | 'unclear' {
  const end = found.get(kind);
  if (!result && !end) return 'notBegun';
  if (!result) return isSuccess(end) ? 'foundWell' : 'unclear';
  switch (result.outcome.kind) {
    case 'ok':
      return 'well';
    case 'alreadyDone':
      return 'before';
    case 'failed':
      return 'unclear';
  }
}

function isSuccess(end: CommandEnd | undefined): boolean {
  return end?.kind === 'exited' && end.exitCode === 0;
}
