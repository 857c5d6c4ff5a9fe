import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Gate } from '../../../../shared/model/promotion.ts';
import { promotionLifeOf, type LifeStep } from '../../../../shared/view/promotionLife.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { formatTimeOfDay } from '../../format/instant.ts';
import { routeTo } from '../../route.ts';
import { Age, LifeLine, VisibleText } from '../../ui/index.ts';

interface PromotionLifeProps {
  readonly promotion: PromotionState;
  readonly shown: PromotionShown;
  readonly gates: readonly Gate[] | undefined;
}

/** From the request to the end, as far as it came. */
export function PromotionLife({ promotion, shown, gates }: PromotionLifeProps) {
  const { status } = promotion;
  return (
    <LifeLine
      label="Life of the promotion"
      stations={promotionLifeOf(promotion, shown, gates).map((step) => ({
        id: step.id,
        label: step.label,
        state: step.state,
        note:
          step.id === 'ended' && status.kind === 'superseded' ? (
            <>
              by{' '}
              <a href={routeTo({ screen: 'promotionById', id: status.by })}>
                <VisibleText text={status.by} />
              </a>
            </>
          ) : (
            <StepNote step={step} />
          ),
      }))}
    />
  );
}

function StepNote({ step: { note, at, until } }: { readonly step: LifeStep }) {
  return (
    <>
      {note !== undefined && <VisibleText text={note} />}
      {note !== undefined && at !== undefined && ', '}
      {at !== undefined && <Age at={at} fade="never" />}
      {until !== undefined && <span title={until}>until {formatTimeOfDay(until)}</span>}
    </>
  );
}
