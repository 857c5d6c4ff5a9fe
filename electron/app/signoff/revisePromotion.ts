import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { compareStatement } from '../../signoff/statement/compareStatement.ts';
import type { Outlook } from './gatherOutlook.ts';
import { demandsOf } from './requestPromotion.ts';

/**
 * The question as it is found now, where it is another one than was asked before. Not while it is being carried out: then
 * its own hosts change what runs.
 */
export function decideRevision(
  promotion: PromotionState,
  outlook: Outlook,
  implementersBlobSha256: string,
): JournalEvent[] {
  const { kind } = promotion.status;
  if (!outlook.question || (kind !== 'waiting' && kind !== 'halted')) return [];
  const { bindings, release } = outlook.question;
  const changes = differencesOf(promotion, outlook).map((it) => it.text);
  if (changes.length === 0) return [];
  return [
    {
      kind: 'promotionRevised',
      promotionId: promotion.id,
      release,
      bindings,
      ...demandsOf(outlook, promotion.rules),
      implementersBlobSha256,
      changes,
    },
  ];
}

/** In what the question that was asked and the present disagree. */
export function differencesOf(promotion: Pick<PromotionState, 'bindings'>, { question }: Outlook) {
  return question ? compareStatement(promotion.bindings, question.bindings) : [];
}
