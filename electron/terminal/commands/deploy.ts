import { createInterface } from 'node:readline/promises';
import { Option, type Command } from 'commander';
import { z } from 'zod';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import type { ExitCode } from '../exitCodes.ts';
import { planSummary } from '../print/planText.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { createReporterFor } from '../rollout/createReporterFor.ts';
import { deployRelease, type Deployment } from '../rollout/deployRelease.ts';
import type { RolloutReporter } from '../rollout/reporter.ts';
import { exitCodeOf, summaryText } from '../rollout/summary.ts';
import { withExample, withTarget } from './names.ts';

const options = z.object({ yesProduction: z.string().optional(), takeOver: z.string().optional() });

export function addDeploy(program: Command, run: Run): Command {
  const command: Command = withTarget(program.command('deploy'))
    .description('Roll a release out: show the plan, start exactly that plan, follow it to its end.')
    .addOption(
      new Option(
        '--yes-production <environment>',
        'the name of the production environment, typed here instead of at the prompt',
      ),
    )
    .addOption(
      new Option(
        '--take-over <reason>',
        'take hosts over that somebody else has locked: nothing of his is let through afterwards, and the reason is recorded',
      ),
    )
    .action((service: string, version: string, environment: string) => {
      const { yesProduction, takeOver } = options.parse(command.opts());
      return run(command, (context) =>
        deploy(context, { service, version, environment, confirmEnvironment: yesProduction, takeOver }),
      );
    })
    .addHelpText('after', deployHelp);
  return withExample(
    command,
    'signalbox deploy shop 1.1.0 staging',
    'signalbox deploy shop 1.1.0 production --yes-production production --json >> deploy.log',
  );
}

const deployHelp = `
Ctrl-C asks the rollout to stop after the hosts in flight; a second one leaves at once: the rollout is recorded
as interrupted, and the hosts stay as they are.

Every host is locked before anything is done. Where somebody else holds a lock it is refused, and says who; a lock
whose owner has not been heard of for long can be taken over with --take-over. Locks made by hand are never broken.

Exit codes:
  0    succeeded
  1    failed or stopped; debts are listed
  2    refused or bad input: nothing was touched
  130  interrupted`;

function deploy(context: Context, deployment: Deployment): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async (session) => {
    let reporter: RolloutReporter | undefined;
    const stopAnswering = answerPrompts(session.client, context, () => reporter);
    try {
      const summary = await deployRelease(session, deployment, {
        showPlan: (prepared) => {
          if (!context.json) print(context, `${planSummary(prepared, context.colors).join('\n')}\n`);
          else {
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
      throw withTerminalWayOut(error, deployment);
    } finally {
      stopAnswering();
    }
  });
}

/** A dangerous act is never one key: the name has to be typed. */
async function confirm({ terminal, colors }: Context, environment: string): Promise<string | undefined> {
  if (!terminal.canAsk) return undefined;
  const abort = new AbortController();
  const stopListening = terminal.onInterrupt(() => abort.abort());
  const lines = createInterface({ input: terminal.input, output: terminal.err.stream });
  lines.on('SIGINT', () => abort.abort());
  try {
    const question = `Type ${colors.bold(environment)} to deploy there, anything else to leave: `;
    const typed = (await lines.question(question, { signal: abort.signal })).trim();
    return typed === '' ? undefined : typed;
  } catch (error) {
    if (abort.signal.aborted) return undefined;
    throw error;
  } finally {
    stopListening();
    lines.close();
  }
}

/** The app cannot know how a name is typed here. */
function withTerminalWayOut(error: unknown, { environment }: Deployment): unknown {
  if (!(error instanceof Fault) || error.code !== 'CONFIRMATION_REQUIRED') return error;
  const wayOut = `Type it when asked on a terminal, or add --yes-production ${environment}.`;
  return new Fault(error.code, error.message, { wayOut, cause: error });
}
