import type { Command } from 'commander';
import { z } from 'zod';
import { hostName } from '../../../shared/model/names.ts';
import type { Run } from '../commandLine.ts';
import { stepIn } from '../rollout/stepIn.ts';
import { withExample } from './names.ts';

const options = z.object({ rollout: z.string().optional(), reason: z.string().optional() });

export function addRetry(program: Command, run: Run): Command {
  const command: Command = program
    .command('retry')
    .description('Begin one host anew that failed; also while everything else is paused.')
    .argument('<host>', 'the host')
    .option('--rollout <id>', 'its id, or the beginning of it; default: the one that is under way')
    .option('--reason <text>', 'why')
    .action((named: string) => {
      const { rollout, reason } = options.parse(command.opts());
      return run(command, (context) =>
        stepIn(context, rollout, async (client, { id: rolloutId }) => {
          const host = hostName.parse(named);
          await client.call('rollouts.retryHost', {
            rolloutId,
            host,
            ...(reason === undefined ? {} : { reason }),
          });
          return { done: 'tried again', host };
        }),
      );
    });
  return withExample(command, 'signalbox retry web-2 --reason "disk replaced"');
}
