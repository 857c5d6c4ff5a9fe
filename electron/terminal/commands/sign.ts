import type { Command } from 'commander';
import { z } from 'zod';
import type { StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { askLine } from '../askLine.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { statementText } from '../print/statementText.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import type { Session } from '../session.ts';
import { decide } from '../signoff/decide.ts';
import { findPromotion } from '../signoff/findPromotion.ts';
import { parseKeyOptions, requireKey, withKeyOptions, type GivenKey } from '../signoff/keyOptions.ts';
import { readSignature } from '../signoff/readSignature.ts';
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

function signDecision(
  context: Context,
  named: string,
  of: {
    readonly decision: StatementDecision;
    readonly key: GivenKey | undefined;
    readonly yes: boolean;
  },
): Promise<ExitCode> {
  const key = requireKey(of.key, of.decision === 'approve' ? 'sign' : of.decision);
  return context.withSession({ readOnly: false }, async ({ client }) => {
    const stopAnswering = answerPrompts(client, context);
    const { colors, terminal } = context;
    try {
      const { id } = findPromotion(await readState(client), named);
      const signed = await decide(
        client,
        { promotionId: id, decision: of.decision, key },
        {
          workingDirectory: terminal.workingDirectory,
          show: (issued) => {
            if (context.json) return printJson(context, { type: 'statement', promotionId: id, ...issued });
            const of = { bytes: issued.statement, sha256: issued.statementSha256 };
            print(context, `${statementText(of, { colors, columns: terminal.out.columns() }).join('\n')}\n`);
          },
          confirm: () => (of.yes ? Promise.resolve(true) : confirm(context, of.decision)),
        },
      );
      tellRecorded(context, { promotionId: id, ...signed });
      return exitCodes.ok;
    } finally {
      stopAnswering();
    }
  });
}

async function confirm(context: Context, decision: StatementDecision): Promise<boolean> {
  if (!context.terminal.canAsk) {
    throw new Fault('CONFIRMATION_REQUIRED', `Nothing was signed: there is no terminal to ask on.`, {
      wayOut: 'Read the bytes, then add --yes.',
    });
  }
  const typed = await askLine(context, `Type ${context.colors.bold('y')} to ${decision} exactly this: `);
  return typed === 'y' || typed === 'yes';
}

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
  return context.withSession({ readOnly: false }, async (session: Session) => {
    const { client } = session;
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

const done: Readonly<Record<StatementDecision, string>> = {
  approve: 'approved',
  reject: 'rejected',
  review: 'reviewed',
};

function tellRecorded(
  context: Context,
  of: {
    readonly promotionId: string;
    readonly person: string;
    readonly decision: StatementDecision;
    readonly statementSha256: string;
  },
): void {
  if (context.json) return printJson(context, { type: 'signoff', ok: true, ...of });
  const { colors } = context;
  const paint = of.decision === 'reject' ? colors.red : colors.green;
  print(context, `${paint(done[of.decision])}  by ${of.person}: promotion ${of.promotionId}`);
  tell(context, colors.dim(`  statement SHA-256 ${of.statementSha256}`));
}
