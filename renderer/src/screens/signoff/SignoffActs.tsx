import { useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Eligibility } from '../../../../shared/model/eligibility.ts';
import { decisionWords } from '../../../../shared/view/promotionWords.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { useCapability, useIdentity } from '../../stores/useStores.ts';
import { Button, Reason } from '../../ui/index.ts';
import { useIdentityActs } from '../frame/identityActs.ts';
import { DecideButton } from './DecideButton.tsx';
import { ElsewhereDialog } from './ElsewhereDialog.tsx';
import { useDecideReasons } from './useDecideReasons.ts';
import { WithdrawDialog } from './WithdrawDialog.tsx';
import css from './Signoff.module.css';

interface SignoffActsProps {
  readonly promotion: PromotionState;
  readonly shown: PromotionShown;
  /** `undefined` while it is looked at, or where a gate failed. */
  readonly persons: Eligibility['persons'] | undefined;
  readonly isLooking: boolean;
}

/** Approve, reject, sign elsewhere, withdraw: each says what it is about, or why it cannot be pressed. */
export function SignoffActs({ promotion, shown, persons, isLooking }: SignoffActsProps) {
  const canAct = useCapability('rollouts');
  const hasSession = useIdentity((state) => state.session !== undefined);
  const { unlock } = useIdentityActs();
  const reasons = useDecideReasons(persons, isLooking);
  const [opened, setOpened] = useState<'elsewhere' | 'withdraw'>();
  const set = (which: 'elsewhere' | 'withdraw') => (open: boolean) => setOpened(open ? which : undefined);
  const isWanted = shown.approval.kind !== 'approved';

  if (!canAct) {
    return <Reason tone="info" text="This control room only reads: nothing can be signed from it." />;
  }
  return (
    <section className={css.section} aria-label="Your decision">
      {isWanted && (
        <DecideButton
          promotion={promotion}
          decision="approve"
          reasons={reasons}
          kind={promotion.rules === 'emergency' ? 'danger' : 'primary'}
        >
          {decisionWords('approve', promotion)}
        </DecideButton>
      )}
      {!hasSession && (
        <Button icon="unlock" onClick={unlock}>
          Say who you are…
        </Button>
      )}
      <div className={css.acts}>
        {reasons.length === 0 && (
          <DecideButton promotion={promotion} decision="reject" reasons={[]} kind="quiet">
            Reject…
          </DecideButton>
        )}
        <Button
          kind="quiet"
          icon="key"
          disabled={persons === undefined}
          onClick={() => setOpened('elsewhere')}
        >
          Signed elsewhere…
        </Button>
        {hasSession && (
          <Button kind="quiet" icon="skip" onClick={() => setOpened('withdraw')}>
            Withdraw…
          </Button>
        )}
      </div>
      {persons && (
        <ElsewhereDialog
          open={opened === 'elsewhere'}
          onOpenChange={set('elsewhere')}
          promotion={promotion}
          persons={persons}
        />
      )}
      <WithdrawDialog open={opened === 'withdraw'} onOpenChange={set('withdraw')} promotion={promotion} />
    </section>
  );
}
