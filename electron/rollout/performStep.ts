import { Fault } from '../../shared/protocol/fault.ts';
import { troubleOf } from '../../shared/protocol/troubleOf.ts';
import { performCheck, performInspect, performSmoke, performSoak } from './performChecks.ts';
import { performCommand } from './performCommand.ts';
import { performPlaybook, performRehearsal } from './performPlaybook.ts';
import {
  performAwaitDrained,
  performAwaitInService,
  performAwaitPoolHealthy,
  performDrain,
  performPoolAction,
} from './performPool.ts';
import { performStage, performUnpack, performVerify } from './performStaging.ts';
import type { StepContext, StepResult } from './stepContext.ts';

/** One effect. Whatever goes wrong becomes the step's outcome, with its kind of trouble. */
export async function performStep(context: StepContext): Promise<StepResult> {
  try {
    return await effectOf(context);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const wayOut = error instanceof Fault && error.wayOut !== undefined ? ` ${error.wayOut}` : '';
    return { outcome: { kind: 'failed', trouble: troubleOf(error), message: `${message}${wayOut}` } };
  }
}

function effectOf(context: StepContext): Promise<StepResult> {
  switch (context.step.kind) {
    case 'stage':
      return performStage(context);
    case 'verify':
      return performVerify(context);
    case 'unpack':
      return performUnpack(context);
    case 'rehearse':
      return performRehearsal(context);
    case 'playbook':
      return performPlaybook(context);
    case 'inspect':
      return performInspect(context);
    case 'drain':
      return performDrain(context);
    case 'awaitDrained':
      return performAwaitDrained(context);
    case 'maintain':
    case 'holdOut':
      return performPoolAction(context, 'maintain');
    case 'arm':
    case 'precheck':
    case 'stop':
    case 'switch':
    case 'start':
    case 'warm':
      return performCommand(context);
    case 'check':
      return performCheck(context);
    case 'admit':
      return performPoolAction(context, 'admit');
    case 'awaitPoolHealthy':
      return performAwaitPoolHealthy(context);
    case 'smoke':
      return performSmoke(context);
    case 'ready':
      return performPoolAction(context, 'ready');
    case 'awaitInService':
      return performAwaitInService(context);
    case 'soak':
      return performSoak(context);
  }
}
