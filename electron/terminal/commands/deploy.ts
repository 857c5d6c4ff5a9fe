import { Option, type Command } from 'commander';
import { z } from 'zod';
import { Fault } from '../../../shared/protocol/fault.ts';
import { askLine } from '../askLine.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import type { ExitCode } from '../exitCodes.ts';
import { planSummary } from '../print/planText.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { createReporterFor } from '../rollout/createReporterFor.ts';
import { deployRelease, type Deployment } from '../rollout/deployRelease.ts';
import type { RolloutReporter } from '../rollout/reporter.ts';
import { exitCodeOf, summaryText } from '../rollout/summary.ts';
import { parseKeyOptions, withKeyOptions, type GivenKey } from '../signoff/keyOptions.ts';
import { prepareApproval } from '../signoff/prepareApproval.ts';
import { withExample, withTarget } from './names.ts';

const options = z.object({
  yesProduction: z.string().optional(),
  promotion: z.string().optional(),
  takeOver: z.string().optional(),
});

export function addDeploy(program: Command, run: Run): Command {
  const command: Command = withKeyOptions(withTarget(program.command('deploy')))
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
    .option(
      '--promotion <promotion>',
      'the approved promotion that this carries out; default: the one open promotion of this release',
    )
    .action((service: string, version: string, environment: string) => {
      const given = command.opts();
      const { yesProduction, promotion, takeOver } = options.parse(given);
      const deployment = { service, version, environment, confirmEnvironment: yesProduction, takeOver };
      return run(command, (context) => deploy(context, deployment, promotion, parseKeyOptions(given)));
    })
    .addHelpText('after', deployHelp);
  return withExample(
    command,
    'signalbox deploy shop 1.1.0 staging',
    'signalbox deploy shop 1.1.0 production --as rob',
    'signalbox deploy shop 1.1.0 production --yes-production production --json >> deploy.log',
  );
}

const deployHelp = `
Where the environment asks for sign-offs, somebody must say who they are (--as), and the release must have been approved:
see promote, sign and promotion.

Ctrl-C asks the rollout to stop after the hosts in flight; a second one leaves at once: the rollout is recorded
as interrupted, and the hosts stay as they are.

Every host is locked before anything is done. Where somebody else holds a lock it is refused, and says who; a lock
whose owner has not been heard of for long can be taken over with --take-over. Locks made by hand are never broken.

Exit codes:
  0    succeeded
  1    failed or stopped; debts are listed
  2    refused or bad input: nothing was touched
  130  interrupted`;

function deploy(
  context: Context,
  asked: Deployment,
  promotion: string | undefined,
  key: GivenKey | undefined,
): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async (session) => {
    let reporter: RolloutReporter | undefined;
    const stopAnswering = answerPrompts(session.client, context, () => reporter);
    let promotionId: string | undefined;
    try {
      promotionId = await prepareApproval(session, { target: asked, promotion, key }, context.terminal);
      const summary = await deployRelease(
        session,
        { ...asked, promotionId },
        {
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
        },
      );
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
      throw withTerminalWayOut(error, { ...asked, promotionId });
    } finally {
      stopAnswering();
    }
  });
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
