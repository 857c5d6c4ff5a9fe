import type { Command } from 'commander';
import { z } from 'zod';
import type { StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { Run } from '../commandLine.ts';
import type { Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { findPromotion } from '../signoff/findPromotion.ts';
import { parseKeyOptions, withKeyOptions, type GivenKey } from '../signoff/keyOptions.ts';
import { readSignature } from '../signoff/readSignature.ts';
import { signDecision, tellRecorded } from '../signoff/signDecision.ts';
import { withExample } from './names.ts';

const options = z.object({ yes: z.boolean().default(false), signature: z.string().optional() });

export function addSign(program: Command, run: Run): Command {
  const command: Command = withDecisionOptions(program.command('sign'))
    .description(
      'Approve a promotion: shows the exact bytes and what they mean, and signs them with your key.',
    )
    .option('--signature <file>', 'take in a signature that was made elsewhere; - reads standard input')
    .action((named: string) => {
      const given = command.opts();
      const { signature, yes } = options.parse(given);
      return run(command, (context) =>
        signature === undefined
          ? signDecision(context, named, { decision: 'approve', key: parseKeyOptions(given), yes })
          : takeIn(context, named, { file: signature, key: parseKeyOptions(given) }),
      );
    })
    .addHelpText('after', decisionHelp);
  return withExample(
    command,
    'signalbox sign 3f2a --as li',
    'signalbox sign 3f2a --as li --key ~/.ssh/id_ed25519 --yes',
    'signalbox sign 3f2a --signature statement.sig',
  );
}

export function addReject(program: Command, run: Run): Command {
  return addDecision(program, run, {
    decision: 'reject',
    description: 'Reject a promotion with your signature. That stops it for good.',
    example: 'signalbox reject 3f2a --as omar',
  });
}

export function addReview(program: Command, run: Run): Command {
  return addDecision(program, run, {
    decision: 'review',
    description: 'Sign the review that an emergency owes, when you have looked at what it brought.',
    example: 'signalbox review 3f2a --as li',
  });
}

function addDecision(
  program: Command,
  run: Run,
  of: {
    readonly decision: Exclude<StatementDecision, 'approve'>;
    readonly description: string;
    readonly example: string;
  },
): Command {
  const command: Command = withDecisionOptions(program.command(of.decision))
    .description(of.description)
    .action((named: string) => {
      const given = command.opts();
      const { yes } = options.parse(given);
      return run(command, (context) =>
        signDecision(context, named, { decision: of.decision, key: parseKeyOptions(given), yes }),
      );
    })
    .addHelpText('after', decisionHelp);
  return withExample(command, of.example);
}

function withDecisionOptions(command: Command): Command {
  return withKeyOptions(command.argument('<promotion>', 'its id, or the beginning of it')).option(
    '-y, --yes',
    'sign without asking; needed where nobody can be asked',
  );
}

const decisionHelp = `
Without --key or --agent your only key is used that is in ~/.ssh or held by the agent. A passphrase or PIN is asked for on
the terminal, and a hardware key for its touch.

Exit codes:
  0    recorded
  2    refused, or bad input: nothing counts
  130  left`;

function takeIn(
  context: Context,
  named: string,
  of: { readonly file: string; readonly key: GivenKey | undefined },
): Promise<ExitCode> {
  if (of.key) {
    throw new Fault('INVALID_INPUT', 'A signature was given, and a key to make one with.', {
      wayOut: 'Leave --as, --key and --agent out: the statement itself says whose it is.',
    });
  }
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    try {
      const { id } = findPromotion(await readState(client), named);
      const signature = await readSignature(of.file, context.terminal);
      const taken = await client.call('promotions.takeIn', { promotionId: id, signature });
      tellRecorded(context, { promotionId: id, ...taken });
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}
