import { Fault } from '../../../shared/protocol/fault.ts';
import { practisedWords } from '../../../shared/view/rollbackWords.ts';
import { askLine } from '../askLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import type { ExitCode } from '../exitCodes.ts';
import { planSummary } from '../print/planText.ts';
import type { Session } from '../session.ts';
import { answerPrompts } from './answerPrompts.ts';
import { createReporterFor } from './createReporterFor.ts';
import { deployRelease, type Deployment } from './deployRelease.ts';
import type { RolloutReporter } from './reporter.ts';
import { exitCodeOf, summaryText } from './summary.ts';

/**
 * Shows the plan's summary, asks where a name has to be typed, starts exactly that plan, follows it to its end, and
 * says how it came out.
 * @param prepare what is to be done; questions that it raises are answered at this terminal.
 */
export async function runDeployment(
  context: Context,
  session: Session,
  prepare: () => Promise<Deployment>,
): Promise<ExitCode> {
  let reporter: RolloutReporter | undefined;
  const stopAnswering = answerPrompts(session.client, context, () => reporter);
  let deployment: Deployment | undefined;
  try {
    deployment = await prepare();
    const summary = await deployRelease(session, deployment, {
      showPlan: (prepared) => {
        if (!context.json) {
          print(context, `${planSummary(prepared, context.colors).join('\n')}\n`);
          if (prepared.rollsBack !== undefined) {
            const last = practisedWords(prepared.practised, context.terminal.now());
            print(context, `  takes rollout ${prepared.rollsBack} back; ${last}\n`);
          }
        } else {
          const { planSha256, notices, plan } = prepared;
          printJson(context, {
            type: 'plan',
            planSha256,
            notices,
            batches: plan.batches,
            release: plan.release,
          });
        }
      },
      confirm: (environment) => confirm(context, environment),
      createReporter: () => (reporter = createReporterFor(context)),
      onInterrupt: (listener) => context.terminal.onInterrupt(listener),
      onFirstInterrupt: 'stop',
      now: () => context.terminal.now(),
    });
    if (summary.result === 'interrupted') {
      tell(
        context,
        'Left at once. What had begun is recorded as interrupted: look at the hosts with "signalbox status".',
      );
    }
    if (context.json) printJson(context, summary);
    else print(context, `\n${summaryText(summary, context.colors)}`);
    return exitCodeOf(summary);
  } catch (error) {
    throw deployment ? withTerminalWayOut(error, deployment) : error;
  } finally {
    stopAnswering();
  }
}

/** A dangerous act is never one key: the name has to be typed. */
function confirm(context: Context, environment: string): Promise<string | undefined> {
  const name = context.colors.bold(environment);
  return askLine(context, `Type ${name} to deploy there, anything else to leave: `);
}

/** The app cannot know how a name is typed here, and which commands there are. */
function withTerminalWayOut(error: unknown, { environment, promotionId }: Deployment): unknown {
  if (!(error instanceof Fault)) return error;
  const { code, message, details } = error;
  const as = (wayOut: string): Fault =>
    new Fault(code, message, { wayOut, ...(details ? { details } : {}), cause: error });
  if (code === 'CONFIRMATION_REQUIRED') {
    return as(`Type it when asked on a terminal, or add --yes-production ${environment}.`);
  }
  if (code === 'SIGNOFF_REQUIRED' && promotionId !== undefined) {
    return as(
      `signalbox promotion ${promotionId} shows what is missing; signalbox sign ${promotionId} --as PERSON signs.`,
    );
  }
  return error;
}
