import { type FormEvent, useEffect, useRef, useState } from 'react';
import type { IdentitySession } from '../../../../shared/model/identity.ts';
import type { Person } from '../../../../shared/model/person.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { formatInstant } from '../../format/instant.ts';
import { visibleText } from '../../format/visibleText.ts';
import { toFault } from '../../stores/createStores.ts';
import { useClient, useIdentity, useWorkspace } from '../../stores/useStores.ts';
import { Button, Dialog, Empty, FormField, SelectInput, VisibleText } from '../../ui/index.ts';
import { KeyChoice } from '../signoff/KeyChoice.tsx';
import { useKeyChoice } from '../signoff/useKeyChoice.ts';
import css from './UnlockDialog.module.css';

interface UnlockDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onLock: () => void;
}

/** Who is here, and proving by a key that somebody is. */
export function UnlockDialog({ open, onOpenChange, onLock }: UnlockDialogProps) {
  const session = useIdentity((state) => state.session);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={session ? 'Who is at this desktop' : 'Unlock this desktop'}
      description="A key proves who is here; requests, withdrawals and deployments carry that name. Every sign-off asks for the key again."
    >
      {/* Inside the dialog's content, so that what was chosen is forgotten when it closes. */}
      {session && (
        <SessionFacts
          session={session}
          onLock={() => {
            onLock();
            onOpenChange(false);
          }}
        />
      )}
      <UnlockForm session={session} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function SessionFacts({
  session,
  onLock,
}: {
  readonly session: IdentitySession;
  readonly onLock: () => void;
}) {
  return (
    <>
      <dl className={css.facts}>
        <dt>name</dt>
        <dd>
          <VisibleText text={session.displayName} /> ({session.person})
        </dd>
        <dt>key</dt>
        <dd>
          <VisibleText text={session.fingerprint} />
        </dd>
        <dt>since</dt>
        <dd>{formatInstant(session.unlockedAt)}</dd>
        <dt>until</dt>
        <dd>{formatInstant(session.endsAt)}</dd>
      </dl>
      <div className={css.lock}>
        <Button icon="lock" onClick={onLock}>
          Lock this desktop
        </Button>
      </div>
    </>
  );
}

const nobody: readonly Person[] = [];

interface UnlockFormProps {
  readonly session: IdentitySession | undefined;
  readonly onDone: () => void;
}

function UnlockForm({ session, onDone }: UnlockFormProps) {
  const client = useClient();
  const list = useWorkspace((state) => state.workspace?.people) ?? nobody;
  const [chosen, setChosen] = useState<string>();
  const person = chosen ?? session?.person ?? list[0]?.name;
  const choice = useKeyChoice(list.length === 0 ? undefined : person);
  const [fault, setFault] = useState<Fault>();
  const [isBusy, setBusy] = useState(false);
  // Whoever closes the dialog gives up: a key that is touched later must unlock nothing.
  const giveUp = useRef<AbortController>(undefined);
  useEffect(() => () => giveUp.current?.abort(), []);

  async function unlock() {
    if (person === undefined || choice.source === undefined) return;
    const controller = new AbortController();
    giveUp.current = controller;
    setBusy(true);
    setFault(undefined);
    try {
      await client.call('identity.unlock', { person, key: choice.source }, { signal: controller.signal });
      onDone();
    } catch (error) {
      if (!controller.signal.aborted) setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void unlock();
  }

  if (list.length === 0) {
    return (
      <Empty icon="people" title="The workspace names nobody">
        Write people and their keys into signalbox.yaml; then they can say who they are.
      </Empty>
    );
  }
  return (
    <form className={css.form} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue="Nobody was let in by this." />}
      <FormField label={session ? 'Somebody else' : 'Who you are'}>
        {(binding) => (
          <SelectInput
            {...binding}
            data-autofocus
            value={person}
            options={list.map(({ name, displayName }) => ({
              value: name,
              label: displayName === name ? name : `${visibleText(displayName)} (${name})`,
            }))}
            onChange={(event) => setChosen(event.target.value)}
          />
        )}
      </FormField>
      <KeyChoice choice={choice} />
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button
          kind="primary"
          icon="unlock"
          type="submit"
          busy={isBusy}
          disabled={choice.source === undefined}
        >
          Unlock
        </Button>
      </div>
    </form>
  );
}
