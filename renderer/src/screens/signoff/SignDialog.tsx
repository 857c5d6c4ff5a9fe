import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { KeySource } from '../../../../shared/model/identity.ts';
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

/** The last look: what is signed, byte for byte, by whom, with which key. Mounted anew for each statement. */
export function SignDialog({ promotion, issued, onClose, onAnew }: SignDialogProps) {
  const { person, decision } = issued;
  const choice = useKeyChoice(person);
  const { sign, isBusy, fault } = useSigning({ promotion, issued, source: choice.source, onDone: onClose });
  const formId = useId();
  const isDanger = decision === 'reject' || promotion.rules === 'emergency';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void sign();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      size="large"
      title={decisionWords(decision, promotion)}
      footer={
        <>
          <Button kind="quiet" onClick={onClose}>
            Sign nothing
          </Button>
          <Button
            kind={isDanger ? 'danger' : 'primary'}
            icon="sign"
            type="submit"
            form={formId}
            busy={isBusy}
            disabled={choice.source === undefined || !isReadable(issued)}
          >
            {signWords[decision]}
          </Button>
        </>
      }
    >
      <form id={formId} className={css.form} onSubmit={submit}>
        {fault && (
          <FaultNote
            fault={fault}
            stillTrue="No sign-off was recorded."
            acts={<Button onClick={onAnew}>Have the statement handed out anew</Button>}
          />
        )}
        <StatementView issued={issued} />
        <KeyChoice choice={choice} />
      </form>
    </Dialog>
  );
}

const signWords = {
  approve: 'Sign the approval',
  reject: 'Sign the rejection',
  review: 'Sign the review',
} as const;

function useSigning(of: {
  readonly promotion: PromotionState;
  readonly issued: IssuedStatement;
  readonly source: KeySource | undefined;
  readonly onDone: () => void;
}) {
  const { promotion, issued, source, onDone } = of;
  const client = useClient();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const giveUp = useRef<AbortController>(undefined);
  // Whoever closes the dialog gives up: nobody waits for the key any more.
  useEffect(() => () => giveUp.current?.abort(), []);

  async function sign(): Promise<void> {
    if (source === undefined) return;
    const controller = new AbortController();
    giveUp.current = controller;
    setBusy(true);
    setFault(undefined);
    try {
      const { statementSha256 } = issued;
      const done = await client.call(
        'promotions.sign',
        { promotionId: promotion.id, statementSha256, key: source },
        { signal: controller.signal },
      );
      toast({
        tone: done.decision === 'reject' ? 'caution' : 'ok',
        title: `${done.person} ${decidedWords[done.decision]} ${describeRelease(promotion.release)}`,
        text: 'The signature was verified and is in the journal.',
      });
      onDone();
    } catch (error) {
      if (!controller.signal.aborted) setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  return { sign, isBusy, fault };
}
