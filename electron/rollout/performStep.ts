import { performCheck, performInspect, performSmoke, performSoak } from './performChecks.ts';
import { performCommand } from './performCommand.ts';
import { performPlaybook, performRehearsal } from './performPlaybook.ts';
import {
  performAwaitDrained,
  performAwaitInService,
  performAwaitPoolHealthy,
  performDrain,
  performMaintain,
  performPoolAction,
  performShare,
} from './performPool.ts';
import { performStage, performUnpack, performVerify } from './performStaging.ts';
import { failedBy, type StepContext, type StepResult } from './stepContext.ts';

/** One effect. Whatever goes wrong becomes the step's outcome, with its kind of trouble. */
export async function performStep(context: StepContext): Promise<StepResult> {
  try {
    return await effectOf(context);
  } catch (error) {
    return { outcome: failedBy(error) };
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
    case 'lighten':
      return performShare(context, context.plan.settings.canary?.weight?.percent ?? 100);
    case 'raise':
      return performShare(context, 100);
    case 'maintain':
      return performMaintain(context);
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
