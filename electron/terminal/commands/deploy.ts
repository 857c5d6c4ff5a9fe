import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { ReleaseDeployment } from '../rollout/deployRelease.ts';
import { runDeployment } from '../rollout/runDeployment.ts';
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
  asked: ReleaseDeployment,
  promotion: string | undefined,
  key: GivenKey | undefined,
): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, (session) =>
    runDeployment(context, session, async () => {
      const promotionId = await prepareApproval(session, { target: asked, promotion, key }, context.terminal);
      return { ...asked, promotionId };
    }),
  );
}
