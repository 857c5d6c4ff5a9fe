import type { StatementDecision } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { askLine } from '../askLine.ts';
import { print, printJson, tell, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { statementText } from '../print/statementText.ts';
import { readState } from '../readState.ts';
import { answerPrompts } from '../rollout/answerPrompts.ts';
import { decide } from './decide.ts';
import { findPromotion } from './findPromotion.ts';
import { requireKey, type GivenKey } from './keyOptions.ts';

/** Shows the exact bytes and what they mean, asks, signs them, and says what was recorded. */
export function signDecision(
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

const done: Readonly<Record<StatementDecision, string>> = {
  approve: 'approved',
  reject: 'rejected',
  review: 'reviewed',
};

/** The answer of every command that had a decision recorded. */
export function tellRecorded(
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
