import type { Command } from 'commander';
import { z } from 'zod';
import { signoffNamespace, statementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Run } from '../commandLine.ts';
import { printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { findPromotion } from '../signoff/findPromotion.ts';
import { withExample } from './names.ts';

const options = z.object({ as: z.string(), decision: z.string() });

export function addStatement(program: Command, run: Run): Command {
  const command: Command = program
    .command('statement')
    .description('Print the exact bytes for somebody to sign elsewhere, and nothing else.')
    .argument('<promotion>', 'its id, or the beginning of it')
    .requiredOption('--as <person>', 'who is to sign, by the short name in signalbox.yaml')
    .option('--decision <decision>', statementDecision.options.join(', '), 'approve')
    .action((named: string) => {
      const { as, decision } = options.parse(command.opts());
      return run(command, (context) => statement(context, named, { person: as, decision }));
    })
    .addHelpText('after', statementHelp);
  return withExample(
    command,
    'signalbox statement 3f2a --as li > statement',
    'ssh-keygen -Y sign -n signoff@signalbox -f ~/.ssh/id_ed25519 statement',
    'signalbox sign 3f2a --signature statement.sig',
  );
}

const statementHelp = `
The bytes go to standard output as they are to be signed; remarks go to standard error. They bind nobody to anything
before they are signed, and are good for a limited time.`;

function statement(
  context: Context,
  named: string,
  given: { readonly person: string; readonly decision: string },
): Promise<ExitCode> {
  const decision = parseDecision(given.decision);
  const { person } = given;
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    try {
      const { id } = findPromotion(await readState(client), named);
      const issued = await client.call('promotions.statement', { promotionId: id, person, decision });
      if (context.json)
        printJson(context, { type: 'statement', promotionId: id, person, decision, ...issued });
      else {
        context.terminal.out.write(issued.statement);
        tell(
          context,
          `To be signed by ${person}, to ${decision} promotion ${id}; good until ${issued.expiresAt}.`,
        );
        tell(context, `  → ssh-keygen -Y sign -n ${signoffNamespace} -f KEY < STATEMENT > STATEMENT.sig`);
        tell(context, `  → signalbox sign ${id} --signature STATEMENT.sig`);
      }
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}

function parseDecision(text: string) {
  const parsed = statementDecision.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new Fault('INVALID_INPUT', `--decision ${text} is no decision.`, {
    wayOut: `It is one of ${statementDecision.options.join(', ')}.`,
  });
}
