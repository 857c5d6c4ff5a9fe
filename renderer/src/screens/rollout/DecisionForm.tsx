import { type FormEvent, type ReactNode, useState } from 'react';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { toFault } from '../../stores/createStores.ts';
import { Button, FormField, TextInput } from '../../ui/index.ts';
import css from './Rollout.module.css';

interface DecisionFormProps {
  /** What the button that decides says. */
  readonly act: string;
  /** What the one beside it says. */
  readonly leave: string;
  /** What holds when the decision was refused. */
  readonly stillTrue: string;
  readonly children?: ReactNode;
  readonly decide: (reason: string) => Promise<unknown>;
  readonly onDone: () => void;
}

/** A decision about a rollout, with the reason that is recorded of it. */
export function DecisionForm({ act, leave, stillTrue, children, decide, onDone }: DecisionFormProps) {
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const said = reason.trim();

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
    if (said !== '' && !isBusy) void take();
  }

  return (
    <form className={css.stopForm} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue={stillTrue} />}
      {children}
      <FormField label="Reason" hint="It is recorded in the journal under your name.">
        {(binding) => (
          <TextInput
            {...binding}
            data-autofocus
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </FormField>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          {leave}
        </Button>
        <Button kind="danger" type="submit" disabled={said === ''} busy={isBusy}>
          {act}
        </Button>
      </div>
    </form>
  );
}
