import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { decidedWords, decisionWords, describeRelease } from '../../../../shared/view/promotionWords.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { toFault } from '../../stores/createStores.ts';
import { useClient } from '../../stores/useStores.ts';
import { Button, Dialog, useToast } from '../../ui/index.ts';
import { KeyChoice } from './KeyChoice.tsx';
import { isReadable, StatementView } from './StatementView.tsx';
import { useKeyChoice } from './useKeyChoice.ts';
import type { IssuedStatement } from './useStatement.ts';
import css from './Signoff.module.css';

interface SignDialogProps {
  readonly promotion: PromotionState;
  readonly issued: IssuedStatement;
  readonly onClose: () => void;
  /** Has the statement handed out anew. */
  readonly onAnew: () => void;
}

/** The last look: what is signed, byte for byte, by whom, with which key. */
export function SignDialog({ promotion, issued, onClose, onAnew }: SignDialogProps) {
  const words = decisionWords(issued.decision, promotion);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="large"
      title={words}
    >
      <SignForm
        key={issued.statementSha256}
        promotion={promotion}
        issued={issued}
        onClose={onClose}
        onAnew={onAnew}
      />
    </Dialog>
  );
}

function SignForm({ promotion, issued, onClose, onAnew }: SignDialogProps) {
  const client = useClient();
  const toast = useToast();
  const { person, decision, statementSha256 } = issued;
  const choice = useKeyChoice(person);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const giveUp = useRef<AbortController>(undefined);
  // Whoever closes the dialog gives up: a key that is touched later signs nothing.
  useEffect(() => () => giveUp.current?.abort(), []);

  async function sign() {
    if (choice.source === undefined) return;
    const controller = new AbortController();
    giveUp.current = controller;
    setBusy(true);
    setFault(undefined);
    try {
      const done = await client.call(
        'promotions.sign',
        { promotionId: promotion.id, statementSha256, key: choice.source },
        { signal: controller.signal },
      );
      toast({
        tone: done.decision === 'reject' ? 'caution' : 'ok',
        title: `${done.person} ${decidedWords[done.decision]} ${describeRelease(promotion.release)}`,
        text: 'The signature was verified and is in the journal.',
      });
      onClose();
    } catch (error) {
      if (!controller.signal.aborted) setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void sign();
  }

  const isDanger = decision === 'reject' || promotion.rules === 'emergency';
  return (
    <form className={css.form} onSubmit={submit}>
      <StatementView issued={issued} />
      <KeyChoice choice={choice} />
      {fault && (
        <FaultNote
          fault={fault}
          stillTrue="No sign-off was recorded."
          acts={<Button onClick={onAnew}>Have the statement handed out anew</Button>}
        />
      )}
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onClose}>
          Sign nothing
        </Button>
        <Button
          kind={isDanger ? 'danger' : 'primary'}
          icon="sign"
          type="submit"
          busy={isBusy}
          disabled={choice.source === undefined || !isReadable(issued)}
        >
          {signWords[decision]}
        </Button>
      </div>
    </form>
  );
}

const signWords = {
  approve: 'Sign the approval',
  reject: 'Sign the rejection',
  review: 'Sign the review',
} as const;
