import type { Command } from 'commander';
import { z } from 'zod';
import { hostName } from '../../../shared/model/names.ts';
import type { Run } from '../commandLine.ts';
import { stepIn } from '../rollout/stepIn.ts';
import { withExample } from './names.ts';

const options = z.object({ rollout: z.string().optional(), reason: z.string() });

export function addSkip(program: Command, run: Run): Command {
  const command: Command = program
    .command('skip')
    .description('Go on without one host, which stays as it is: a debt, until a rollout succeeds there.')
    .argument('<host>', 'the host')
    .requiredOption('--reason <text>', 'why')
    .option('--rollout <id>', 'its id, or the beginning of it; default: the one that is under way')
    .action((named: string) => {
      const { rollout, reason } = options.parse(command.opts());
      return run(command, (context) =>
        stepIn(context, rollout, async (client, { id: rolloutId }) => {
          const host = hostName.parse(named);
          await client.call('rollouts.skipHost', { rolloutId, host, reason });
          return { done: 'skipped', host };
        }),
      );
    });
  return withExample(command, 'signalbox skip web-2 --reason "being replaced on Monday"');
}
