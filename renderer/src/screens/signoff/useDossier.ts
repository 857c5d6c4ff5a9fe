import type { OutputOf } from '../../../../shared/contract/contract.ts';
import { isOpenPromotion, type PromotionState } from '../../../../shared/journal/promotionState.ts';
import { useAnswer, type Answer } from '../../answers/useAnswer.ts';
import { useJournalState } from '../../stores/useStores.ts';

export type Dossier = Answer<OutputOf<'promotions.describe'>>;

/**
 * Everything a promotion is judged by, looked at anew whenever the journal tells something new of it. What is over is
 * not looked at any more, but for an emergency that still owes its review.
 */
export function useDossier(promotion: PromotionState): Dossier {
  const { id, environment, signoffs, revisions, status, rules, deployedAt } = promotion;
  const policyVersion = useJournalState((state) => state.policies[environment]?.policy.version);
  const owesReview =
    rules === 'emergency' &&
    deployedAt !== undefined &&
    !signoffs.some(({ decision }) => decision === 'review');
  return useAnswer(
    'promotions.describe',
    isOpenPromotion(promotion) || owesReview ? { promotionId: id } : undefined,
    [signoffs.length, revisions.length, status.kind, policyVersion].join('/'),
  );
}
