import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import { describeRelease } from '../../../../shared/view/promotionWords.ts';
import { DecisionForm } from '../../answers/DecisionForm.tsx';
import { useClient } from '../../stores/useStores.ts';
import { Dialog } from '../../ui/index.ts';

interface WithdrawDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly promotion: PromotionState;
}

/** Nobody is asked any more; the reason is recorded. */
export function WithdrawDialog({ open, onOpenChange, promotion }: WithdrawDialogProps) {
  const client = useClient();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="small"
      title="Withdraw this promotion"
      description={`Nobody is asked any more to sign ${describeRelease(promotion.release)} for ${promotion.environment}. What was signed stays in the journal and counts for nothing else.`}
    >
      <DecisionForm
        act="Withdraw"
        leave="Let it wait"
        stillTrue="The promotion is as it was."
        maxLength={2_000}
        decide={(reason) => client.call('promotions.withdraw', { promotionId: promotion.id, reason })}
        onDone={() => onOpenChange(false)}
      />
    </Dialog>
  );
}
