import { Option, type Command } from 'commander';
import { z } from 'zod';
import type { AbortKind } from '../../../shared/model/rollout.ts';
import { abortMeaning, abortText } from '../../../shared/view/abortWords.ts';
import type { Run } from '../commandLine.ts';
import { stepIn } from '../rollout/stepIn.ts';
import { withExample } from './names.ts';

/** As they are typed, in the order of how much they undo. */
const words = {
  finish: 'finish',
  'hold-out': 'holdOut',
  'roll-back-in-flight': 'rollBackInFlight',
  'roll-back-all': 'rollBackAll',
} as const satisfies Readonly<Record<string, AbortKind>>;

const options = z.object({
  how: z.enum(['finish', 'hold-out', 'roll-back-in-flight', 'roll-back-all']),
  reason: z.string(),
  rollout: z.string().optional(),
});

export function addAbort(program: Command, run: Run): Command {
  const command: Command = program
    .command('abort')
    .description('Stop a rollout before its end.')
    .addOption(
      new Option('--how <how>', 'what becomes of the hosts').choices(Object.keys(words)).default('finish'),
    )
    .requiredOption('--reason <text>', 'why')
    .option('--rollout <id>', 'its id, or the beginning of it; default: the one that is under way')
    .action(() => {
      const { how, reason, rollout } = options.parse(command.opts());
      return run(command, (context) =>
        stepIn(context, rollout, async (client, { id: rolloutId }) => {
          await client.call('rollouts.stop', { rolloutId, reason, how: words[how] });
          return { done: 'aborted' };
        }),
      );
    })
    .addHelpText('after', abortHelp());
  return withExample(command, 'signalbox abort --how roll-back-all --reason "orders are lost"');
}

function abortHelp(): string {
  const each = Object.entries(words).map(
    ([word, how]) => `  ${word.padEnd(20)} ${abortText(how)}.\n${' '.repeat(23)}${abortMeaning(how)}`,
  );
  return `\nHow:\n${each.join('\n')}`;
}
