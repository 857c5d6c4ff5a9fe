import { type FormEvent, type ReactNode, useState } from 'react';
import type { Fault } from '../../../shared/protocol/fault.ts';
import { toFault } from '../stores/createStores.ts';
import { Button, FormField, TextInput } from '../ui/index.ts';
import { FaultNote } from './FaultNote.tsx';
import css from './DecisionForm.module.css';

interface DecisionFormProps {
  /** What the button that decides says. */
  readonly act: string;
  /** What the one beside it says. */
  readonly leave: string;
  /** What holds when the decision was refused. */
  readonly stillTrue: string;
  readonly children?: ReactNode;
  /** Whether everything but the reason has been given. */
  readonly isReady?: boolean;
  /** Of the reason; the contract's limit. */
  readonly maxLength?: number;
  readonly decide: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
}

/** A decision that cannot be taken without the reason that is recorded of it. */
export function DecisionForm(props: DecisionFormProps) {
  const { act, leave, stillTrue, children, isReady = true, maxLength = 500, decide, onDone } = props;
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const said = reason.trim();
  const canDecide = isReady && said !== '';

  async function take() {
    setBusy(true);
    try {
      await decide(said);
      onDone();
    } catch (error) {
      setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (canDecide && !isBusy) void take();
  }

  return (
    <form className={css.form} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue={stillTrue} />}
      {children}
      <FormField label="Reason" hint="It is recorded in the journal under your name.">
        {(binding) => (
          <TextInput
            {...binding}
            data-autofocus
            maxLength={maxLength}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </FormField>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          {leave}
        </Button>
        <Button kind="danger" type="submit" disabled={!canDecide} busy={isBusy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
