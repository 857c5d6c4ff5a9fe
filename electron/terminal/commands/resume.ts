import type { Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import { stepIn } from '../rollout/stepIn.ts';
import { withExample } from './names.ts';

const options = z.object({ reason: z.string().optional() });

export function addResume(program: Command, run: Run): Command {
  const command: Command = program
    .command('resume')
    .description('Let a paused rollout go on from exactly where it is.')
    .argument('[rollout]', 'its id, or the beginning of it; default: the one that is under way')
    .option('--reason <text>', 'why')
    .action((named: string | undefined) => {
      const { reason } = options.parse(command.opts());
      return run(command, (context) =>
        stepIn(context, named, async (client, { id: rolloutId }) => {
          await client.call('rollouts.resume', { rolloutId, ...(reason === undefined ? {} : { reason }) });
          return { done: 'resumed' };
        }),
      );
    });
  return withExample(command, 'signalbox resume', 'signalbox resume --reason "the canary is good"');
}
