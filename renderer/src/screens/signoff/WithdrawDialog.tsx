import { type FormEvent, useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import { describeRelease } from '../../../../shared/view/promotionWords.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { toFault } from '../../stores/createStores.ts';
import { useClient } from '../../stores/useStores.ts';
import { Button, Dialog, FormField, TextInput } from '../../ui/index.ts';
import css from './Signoff.module.css';

interface WithdrawDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly promotion: PromotionState;
}

/** Nobody is asked any more; the reason is recorded. */
export function WithdrawDialog({ open, onOpenChange, promotion }: WithdrawDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="small"
      title="Withdraw this promotion"
      description={`Nobody is asked any more to sign ${describeRelease(promotion.release)} for ${promotion.environment}. What was signed stays in the journal and counts for nothing else.`}
    >
      <WithdrawForm promotionId={promotion.id} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function WithdrawForm({
  promotionId,
  onDone,
}: {
  readonly promotionId: string;
  readonly onDone: () => void;
}) {
  const client = useClient();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const said = reason.trim();

  async function withdraw() {
    setBusy(true);
    try {
      await client.call('promotions.withdraw', { promotionId, reason: said });
      onDone();
    } catch (error) {
      setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (said !== '' && !isBusy) void withdraw();
  }

  return (
    <form className={css.form} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue="The promotion is as it was." />}
      <FormField label="Reason" hint="It is recorded in the journal under your name.">
        {(binding) => (
          <TextInput
            {...binding}
            data-autofocus
            maxLength={2_000}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </FormField>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          Let it wait
        </Button>
        <Button kind="danger" type="submit" disabled={said === ''} busy={isBusy}>
          Withdraw
        </Button>
      </div>
    </form>
  );
}
