import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import { runDeployment } from '../rollout/runDeployment.ts';
import { withExample } from './names.ts';

const options = z.object({
  reason: z.string(),
  yesProduction: z.string().optional(),
  takeOver: z.string().optional(),
});

export function addRollback(program: Command, run: Run): Command {
  const command: Command = program
    .command('rollback')
    .description(
      'Bring back what the hosts had before the newest rollout: show the plan, start it, follow it.',
    )
    .argument('<service>', 'a service of the workspace')
    .argument('<environment>', 'where')
    .requiredOption('--reason <text>', 'why')
    .addOption(
      new Option(
        '--yes-production <environment>',
        'the name of the production environment, typed here instead of at the prompt',
      ),
    )
    .addOption(new Option('--take-over <reason>', 'take hosts over that somebody else has locked'))
    .action((service: string, environment: string) => {
      const { reason, yesProduction, takeOver } = options.parse(command.opts());
      const deployment = {
        service,
        environment,
        rollBack: { reason },
        confirmEnvironment: yesProduction,
        takeOver,
      };
      return run(command, (context) =>
        context.withSession({ readOnly: false }, (session) =>
          runDeployment(context, session, async () => deployment),
        ),
      );
    })
    .addHelpText('after', rollbackHelp);
  return withExample(
    command,
    'signalbox rollback shop staging --reason rehearsal',
    'signalbox rollback shop production --reason "orders are lost"',
  );
}

const rollbackHelp = `
What a host had before is what it said itself when the rollout came to it. Its bytes are on the host: their SHA-256 is
verified there, on every host, before any leaves its pool; then it is a switch. Where they are gone, they are brought again.
It asks for no new sign-offs: what it brings back was let through before, and those of what it takes back name it.

Practise it: in another environment the same command is a rehearsal, and its time is shown beside the next plan.`;
