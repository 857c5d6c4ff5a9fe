import type { Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import { stepIn } from '../rollout/stepIn.ts';
import { withExample } from './names.ts';

const options = z.object({ reason: z.string().default('paused at the terminal') });

export function addPause(program: Command, run: Run): Command {
  const command: Command = program
    .command('pause')
    .description('Begin no further host until somebody resumes; hosts in flight are finished.')
    .argument('[rollout]', 'its id, or the beginning of it; default: the one that runs')
    .option('--reason <text>', 'why')
    .action((named: string | undefined) => {
      const { reason } = options.parse(command.opts());
      return run(command, (context) =>
        stepIn(context, named, async (client, { id: rolloutId }) => {
          await client.call('rollouts.pause', { rolloutId, reason });
          return { done: 'paused' };
        }),
      );
    });
  return withExample(command, 'signalbox pause', 'signalbox pause 3f2a --reason "the fair is on"');
}
