import type { StepKind } from '../model/plan.ts';

/** What a step does, in a few words; after the host's name it reads as a sentence. */
export function stepText(kind: StepKind): string {
  switch (kind) {
    case 'stage':
      return 'bring the artifact';
    case 'verify':
      return 'verify its SHA-256';
    case 'unpack':
      return 'unpack';
    case 'rehearse':
      return 'rehearse the playbook';
    case 'arm':
      return 'verify the way back';
    case 'inspect':
      return 'look at what runs';
    case 'precheck':
      return 'precheck';
    case 'drain':
      return 'drain';
    case 'awaitDrained':
      return 'wait for sessions to end';
    case 'maintain':
      return 'take out of the pool';
    case 'stop':
      return 'stop';
    case 'playbook':
      return 'run the playbook';
    case 'switch':
      return 'switch to the release';
    case 'start':
      return 'start';
    case 'check':
      return 'check health';
    case 'warm':
      return 'warm up';
    case 'admit':
      return "admit the balancers' checks";
    case 'awaitPoolHealthy':
      return "wait for the balancers' checks";
    case 'smoke':
      return 'smoke test';
    case 'ready':
      return 'return to the pool';
    case 'awaitInService':
      return 'wait until in service';
    case 'soak':
      return 'soak under traffic';
    case 'lighten':
      return 'lower its weight';
    case 'raise':
      return 'give it its whole weight';
    case 'holdOut':
      return 'hold out of the pool';
  }
}
