import type { Command } from 'commander';
import { z } from 'zod';
import { isOpenPromotion, type PromotionState } from '../../../shared/journal/promotionState.ts';
import {
  promotionStandingOf,
  reviewStandingOf,
  type PromotionStanding,
} from '../../../shared/view/promotionStanding.ts';
import type { Run } from '../commandLine.ts';
import { print, printJson, type Context } from '../context.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { promotionLine } from '../print/promotionText.ts';
import { tableText, tableWidth } from '../print/table.ts';
import { readState } from '../readState.ts';
import { listPromotions } from '../signoff/findPromotion.ts';
import { withExample } from './names.ts';

const options = z.object({ all: z.boolean().default(false) });

export function addPromotions(program: Command, run: Run): Command {
  const command: Command = program
    .command('promotions')
    .description(
      'What waits for sign-offs, for its rollout or for its review, by standing, as the journal knows it.',
    )
    .option('--all', 'those that are over, too')
    .action(() => run(command, (context) => promotions(context, options.parse(command.opts()).all)));
  return withExample(command, 'signalbox promotions', 'signalbox promotions --all --json');
}

function promotions(context: Context, all: boolean): Promise<ExitCode> {
  return context.withSession({ readOnly: true }, async ({ client }) => {
    const now = context.terminal.now();
    const state = await readState(client);
    const listed = sortByStanding(
      listPromotions(state).filter((it) => all || isPending(it, now)),
      now,
    );
    if (context.json)
      printJson(context, { type: 'promotions', promotions: listed.map((it) => toJson(it, now)) });
    else print(context, listText(context, listed, now));
    return exitCodes.ok;
  });
}

/** It is to be decided or carried out, or an emergency still owes its review. */
function isPending(promotion: PromotionState, now: Date): boolean {
  const review = reviewStandingOf(promotion, now.toISOString());
  return isOpenPromotion(promotion) || (review !== undefined && review.kind !== 'closed');
}

/** What somebody can act on comes first. */
const order: readonly PromotionStanding['kind'][] = [
  'approved',
  'deploying',
  'halted',
  'stale',
  'expired',
  'waiting',
  'done',
  'rejected',
  'withdrawn',
  'superseded',
];

function sortByStanding(promotions: readonly PromotionState[], now: Date): PromotionState[] {
  const at = now.toISOString();
  return order.flatMap((kind) => promotions.filter((it) => promotionStandingOf(it, at).kind === kind));
}

function listText(context: Context, promotions: readonly PromotionState[], now: Date): string {
  if (promotions.length === 0) return 'No promotion waits for anything.';
  const { colors, terminal } = context;
  return tableText(
    promotions.map((it) => promotionLine(it, { colors, now })),
    tableWidth(terminal.out),
  ).join('\n');
}

function toJson(promotion: PromotionState, now: Date) {
  const at = now.toISOString();
  return {
    ...promotion,
    standing: promotionStandingOf(promotion, at),
    review: reviewStandingOf(promotion, at),
  };
}
