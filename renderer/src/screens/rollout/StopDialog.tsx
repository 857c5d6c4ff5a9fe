import { type FormEvent, useState } from 'react';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { plural } from '../../format/plural.ts';
import { toFault } from '../../stores/createStores.ts';
import { useClient } from '../../stores/useStores.ts';
import { Button, Dialog, FormField, TextInput } from '../../ui/index.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import css from './Rollout.module.css';

interface StopDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly rolloutId: string;
  readonly inFlight: number;
}

/** Finish the hosts in flight, then stop; the reason is recorded. */
export function StopDialog({ open, onOpenChange, rolloutId, inFlight }: StopDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Stop this rollout"
      size="small"
      description={
        inFlight === 0
          ? 'No further host will be touched. Hosts that are done keep the release.'
          : `${plural(inFlight, 'host')} in flight will be finished, so that none is left half upgraded. No further host will be touched; hosts that are done keep the release.`
      }
    >
      {/* Inside the dialog's content, so that what was typed is forgotten when it closes. */}
      <StopForm rolloutId={rolloutId} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function StopForm({ rolloutId, onDone }: { readonly rolloutId: string; readonly onDone: () => void }) {
  const client = useClient();
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const said = reason.trim();

  async function stop() {
    setBusy(true);
    try {
      await client.call('rollouts.stop', { rolloutId, reason: said });
      onDone();
    } catch (error) {
      setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (said !== '' && !isBusy) void stop();
  }

  return (
    <form className={css.stopForm} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue="The rollout goes on." />}
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
          Let it go on
        </Button>
        <Button kind="danger" type="submit" disabled={said === ''} busy={isBusy}>
          Stop after the hosts in flight
        </Button>
      </div>
    </form>
  );
}
