import { useMemo } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { PromotionDossier } from '../../../../shared/model/promotion.ts';
import { promotionShownOf, type PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { useClock } from '../../ui/index.ts';

/** How it stands as of now; another object only when something about it is another. */
export function useShown(promotion: PromotionState, dossier: PromotionDossier | undefined): PromotionShown {
  // The clock gives primitives only: what was read is compared as text.
  const words = useClock((nowMs) =>
    JSON.stringify(promotionShownOf(promotion, dossier, new Date(nowMs).toISOString())),
  );
  return useMemo(() => fromText(words), [words]);
}

function fromText(words: string): PromotionShown {
  return JSON.parse(words) as PromotionShown;
}
