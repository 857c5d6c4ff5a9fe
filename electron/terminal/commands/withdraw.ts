import type { Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { findPromotion } from '../signoff/findPromotion.ts';
import { parseKeyOptions, requireKey, withKeyOptions, type GivenKey } from '../signoff/keyOptions.ts';
import { unlockIdentity } from '../signoff/unlockIdentity.ts';
import { withExample } from './names.ts';

const options = z.object({ reason: z.string() });

export function addWithdraw(program: Command, run: Run): Command {
  const command: Command = withKeyOptions(
    program.command('withdraw').argument('<promotion>', 'its id, or the beginning of it'),
  )
    .description('Take a request for sign-offs back. What was signed for it stays in the journal.')
    .requiredOption('--reason <text>', 'why')
    .action((named: string) => {
      const given = command.opts();
      const { reason } = options.parse(given);
      return run(command, (context) => withdraw(context, named, parseKeyOptions(given), reason));
    });
  return withExample(command, 'signalbox withdraw 3f2a --as rob --reason "1.1.1 goes instead"');
}

function withdraw(
  context: Context,
  named: string,
  key: GivenKey | undefined,
  reason: string,
): Promise<ExitCode> {
  const given = requireKey(key, 'withdraw a promotion');
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    try {
      const { id } = findPromotion(await readState(client), named);
      const { person } = await unlockIdentity(client, given, context.terminal);
      await client.call('promotions.withdraw', { promotionId: id, reason });
      if (context.json)
        printJson(context, { type: 'withdrawn', ok: true, promotionId: id, by: person, reason });
      else print(context, `withdrawn  by ${person}: promotion ${id}`);
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}
