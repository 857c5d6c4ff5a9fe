import { useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Eligibility } from '../../../../shared/model/eligibility.ts';
import { whoMayReject } from '../../../../shared/view/standingGroups.ts';
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
  const session = useIdentity((state) => state.session?.person);
  const { unlock } = useIdentityActs();
  const reasons = useDecideReasons(persons, isLooking);
  const [opened, setOpened] = useState<'elsewhere' | 'withdraw'>();
  const set = (which: 'elsewhere' | 'withdraw') => (open: boolean) => setOpened(open ? which : undefined);
  const isRunning = promotion.status.kind === 'deploying';
  const isWanted = !isRunning && shown.approval.kind !== 'approved';
  const canReject = session !== undefined && persons !== undefined && whoMayReject(persons).includes(session);

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
      {session === undefined && (
        <Button icon="unlock" onClick={unlock}>
          Say who you are…
        </Button>
      )}
      <div className={css.acts}>
        {canReject && (
          <DecideButton promotion={promotion} decision="reject" reasons={[]} kind="quiet">
            {isRunning ? 'Reject, and stop the rollout…' : 'Reject…'}
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
        {session !== undefined && !isRunning && (
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
