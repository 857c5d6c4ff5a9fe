import type { ReactNode } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { StatementDecision } from '../../../../shared/model/statement.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useIdentity } from '../../stores/useStores.ts';
import { ReasonedButton } from '../../ui/index.ts';
import { SignDialog } from './SignDialog.tsx';
import { useStatement } from './useStatement.ts';

interface DecideButtonProps {
  readonly promotion: PromotionState;
  readonly decision: StatementDecision;
  /** Why who is at this desktop may not. */
  readonly reasons: readonly string[];
  readonly kind: 'primary' | 'danger' | 'quiet';
  readonly children: ReactNode;
}

/** Has the statement handed out for who is at this desktop, and opens the last look at it. */
export function DecideButton({ promotion, decision, reasons, kind, children }: DecideButtonProps) {
  const person = useIdentity((state) => state.session?.person);
  const { issued, fault, isAsking, ask, forget } = useStatement(promotion.id);
  function askFor() {
    if (person !== undefined) void ask(person, decision);
  }
  return (
    <>
      <ReasonedButton
        kind={kind}
        wraps={kind !== 'quiet'}
        icon={decision === 'reject' ? 'cross' : 'sign'}
        reasons={reasons}
        busy={isAsking && issued === undefined}
        onClick={askFor}
      >
        {children}
      </ReasonedButton>
      {fault && <FaultNote fault={fault} stillTrue="Nothing was signed." />}
      {issued && (
        <SignDialog
          key={issued.statementSha256}
          promotion={promotion}
          issued={issued}
          onClose={forget}
          onAnew={askFor}
        />
      )}
    </>
  );
}
