import type { Command } from 'commander';
import { z } from 'zod';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { outlookText } from '../print/outlookText.ts';
import { planSummary } from '../print/planText.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { parseKeyOptions, requireKey, withKeyOptions, type GivenKey } from '../signoff/keyOptions.ts';
import { requestPromotion } from '../signoff/requestPromotion.ts';
import type { Target } from '../signoff/findPromotion.ts';
import { withExample, withTarget } from './names.ts';

const options = z.object({ emergency: z.boolean().default(false), reason: z.string().optional() });
type Options = z.infer<typeof options>;

export function addPromote(program: Command, run: Run): Command {
  const command: Command = withKeyOptions(withTarget(program.command('promote')))
    .description(
      'Ask for sign-offs on a release, by the exact plan and artifact as they are now. Takes the place of an older request.',
    )
    .option('--emergency', "by the rules of the policy's emergencies; needs --reason")
    .option('--reason <text>', 'why, for those who sign and for the journal')
    .action((service: string, version: string, environment: string) => {
      const given = command.opts();
      return run(command, (context) =>
        promote(context, { service, version, environment }, parseKeyOptions(given), options.parse(given)),
      );
    })
    .addHelpText('after', promoteHelp);
  return withExample(
    command,
    'signalbox promote shop 1.1.0 production --as rob',
    'signalbox promote shop 1.1.1 production --as rob --emergency --reason "Checkout fails for everybody"',
  );
}

const promoteHelp = `
Without --key or --agent the only key of that person is used that is in ~/.ssh or held by the agent.

Exit codes:
  0  asked; the promotion's id is printed last
  2  refused (recorded with its reason) or bad input`;

function promote(
  context: Context,
  target: Target,
  key: GivenKey | undefined,
  { emergency, reason }: Options,
): Promise<ExitCode> {
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    const rules = emergency ? 'emergency' : 'ordinary';
    const { colors, terminal } = context;
    try {
      const { promotionId } = await requestPromotion(
        client,
        { target, rules, reason, key: requireKey(key, 'ask for sign-offs') },
        {
          workingDirectory: terminal.workingDirectory,
          onUnlocked: ({ person, fingerprint }) => {
            if (!context.json) tell(context, colors.dim(`${person} with ${fingerprint}`));
          },
          onOutlook: (outlook) => {
            if (context.json) return printJson(context, { type: 'outlook', rules, ...outlook });
            if (outlook.prepared) print(context, `${planSummary(outlook.prepared, colors).join('\n')}\n`);
            print(
              context,
              outlookText(outlook, { colors, columns: terminal.out.columns(), rules }).join('\n'),
            );
          },
        },
      );
      if (context.json) printJson(context, { type: 'promoted', ok: true, promotionId, ...target, rules });
      else print(context, `\n${colors.green('asked for sign-offs')}  promotion ${promotionId}`);
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}
