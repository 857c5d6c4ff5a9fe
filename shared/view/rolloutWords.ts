import type { StepKind } from '../model/plan.ts';
import type { HostPhase } from '../model/rollout.ts';

/** Where a host stands, in one or two words. */
export function phaseText(phase: HostPhase): string {
  switch (phase) {
    case 'planned':
      return 'waiting';
    case 'prechecked':
      return 'checked';
    case 'out':
      return 'out of pool';
    case 'localOk':
      return 'healthy itself';
    case 'poolHealthy':
      return 'pool healthy';
    case 'smokeOk':
      return 'smoke ok';
    case 'failedOut':
      return 'failed, out';
    case 'failedIn':
      return 'failed, in';
    case 'staging':
    case 'staged':
    case 'draining':
    case 'upgrading':
    case 'warming':
    case 'returning':
    case 'soaking':
    case 'done':
    case 'unchanged':
    case 'skipped':
    case 'unknown':
      return phase;
  }
}

/** A step as the head of a narrow column. */
export function stepLabel(kind: StepKind): string {
  switch (kind) {
    case 'precheck':
      return 'pre-check';
    case 'awaitDrained':
      return 'drained';
    case 'maintain':
      return 'out';
    case 'awaitPoolHealthy':
      return 'pool healthy';
    case 'ready':
      return 'back in';
    case 'awaitInService':
      return 'in service';
    case 'holdOut':
      return 'held out';
    case 'arm':
      return 'way back';
    case 'lighten':
      return 'lower weight';
    case 'raise':
      return 'whole weight';
    case 'stage':
    case 'verify':
    case 'unpack':
    case 'inspect':
    case 'drain':
    case 'rehearse':
    case 'stop':
    case 'playbook':
    case 'switch':
    case 'start':
    case 'check':
    case 'warm':
    case 'admit':
    case 'smoke':
    case 'soak':
      return kind;
  }
}
