import { type FormEvent, useState } from 'react';
import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { Eligibility } from '../../../../shared/model/eligibility.ts';
import { whoMayReject } from '../../../../shared/view/standingGroups.ts';
import { decidedWords, decisionWords, describeRelease } from '../../../../shared/view/promotionWords.ts';
import { signCommand, statementFileName } from '../../../../shared/view/proofCommands.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { visibleText } from '../../format/visibleText.ts';
import { toFault } from '../../stores/createStores.ts';
import { useClient } from '../../stores/useStores.ts';
import {
  Button,
  ChoiceInput,
  CommandLine,
  CopyButton,
  Dialog,
  DownloadButton,
  FormField,
  Reason,
  SelectInput,
  TextArea,
  useToast,
} from '../../ui/index.ts';
import { StatementView } from './StatementView.tsx';
import { useStatement, type IssuedStatement } from './useStatement.ts';
import css from './Signoff.module.css';

interface ElsewhereDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly promotion: PromotionState;
  readonly persons: Eligibility['persons'];
}

/** For a key that is not here: the bytes go out, a signature by stock `ssh-keygen` comes back. */
export function ElsewhereDialog({ open, onOpenChange, promotion, persons }: ElsewhereDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="large"
      title="Signed elsewhere"
      description="Take the statement to the machine that has the key, sign it there with stock ssh-keygen, and bring the signature back."
    >
      <Elsewhere promotion={promotion} persons={persons} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

interface ElsewhereProps {
  readonly promotion: PromotionState;
  readonly persons: Eligibility['persons'];
  readonly onDone: () => void;
}

function Elsewhere({ promotion, persons, onDone }: ElsewhereProps) {
  const { issued, fault, isAsking, ask } = useStatement(promotion.id);
  const [decision, setDecision] = useState<'approve' | 'reject'>('approve');
  const [chosen, setChosen] = useState<string>();
  const rejecting = whoMayReject(persons);
  const able = persons.filter(({ person, standing }) =>
    decision === 'approve' ? standing.kind === 'eligible' : rejecting.includes(person),
  );
  const person = able.some((it) => it.person === chosen) ? chosen : able[0]?.person;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (person !== undefined && !isAsking) void ask(person, decision);
  }

  if (issued) return <BringBack promotion={promotion} issued={issued} onDone={onDone} />;
  return (
    <form className={css.form} onSubmit={submit}>
      {fault && <FaultNote fault={fault} stillTrue="Nothing was handed out." />}
      <ChoiceInput
        label="What is signed"
        autoFocus
        value={decision}
        onChange={setDecision}
        choices={[
          { value: 'approve', label: decisionWords('approve', promotion) },
          { value: 'reject', label: decisionWords('reject', promotion), danger: true },
        ]}
      />
      {person === undefined ? (
        <Reason text="Nobody who has not signed yet may approve this." />
      ) : (
        <FormField label="Who signs">
          {(binding) => (
            <SelectInput
              {...binding}
              value={person}
              onChange={(event) => setChosen(event.target.value)}
              options={able.map((it) => ({
                value: it.person,
                label:
                  it.displayName === it.person ? it.person : `${visibleText(it.displayName)} (${it.person})`,
              }))}
            />
          )}
        </FormField>
      )}
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          Cancel
        </Button>
        <Button kind="primary" type="submit" busy={isAsking} disabled={person === undefined}>
          Hand the statement out
        </Button>
      </div>
    </form>
  );
}

interface BringBackProps {
  readonly promotion: PromotionState;
  readonly issued: IssuedStatement;
  readonly onDone: () => void;
}

function BringBack({ promotion, issued, onDone }: BringBackProps) {
  const client = useClient();
  const toast = useToast();
  const [signature, setSignature] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const fileName = statementFileName({ ...issued, promotionId: promotion.id });

  async function takeIn() {
    setBusy(true);
    setFault(undefined);
    try {
      const done = await client.call('promotions.takeIn', {
        promotionId: promotion.id,
        // Whatever a terminal or a mail put around it is no part of a signature.
        signature: `${signature.replaceAll('\r\n', '\n').trim()}\n`,
      });
      toast({
        tone: done.decision === 'reject' ? 'caution' : 'ok',
        title: `${done.person} ${decidedWords[done.decision]} ${describeRelease(promotion.release)}`,
        text: 'The signature was verified and is in the journal.',
      });
      onDone();
    } catch (error) {
      setFault(toFault(error));
    } finally {
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy && signature.trim() !== '') void takeIn();
  }

  return (
    <form className={css.form} onSubmit={submit}>
      <StatementView issued={issued} />
      <div className={css.acts}>
        <CopyButton text={issued.statement} label="Copy the statement" />
        <DownloadButton fileName={fileName} text={issued.statement} label={`Download ${fileName}`} />
      </div>
      <div className={css.meaning}>
        <p className={css.text}>
          On the machine with the key; it writes {fileName}.sig. The file must hold these bytes and not one
          more.
        </p>
        <CommandLine label="Command to sign" command={signCommand(fileName)} />
      </div>
      {fault && <FaultNote fault={fault} stillTrue="No sign-off was recorded." />}
      <FormField label="The signature" hint={`The whole of ${fileName}.sig, with its BEGIN and END.`}>
        {(binding) => (
          <TextArea
            {...binding}
            mono
            rows={5}
            maxLength={16_000}
            placeholder="-----BEGIN SSH SIGNATURE-----"
            value={signature}
            onChange={(event) => setSignature(event.target.value)}
          />
        )}
      </FormField>
      <div className={css.buttons}>
        <Button kind="quiet" onClick={onDone}>
          Close
        </Button>
        <Button kind="primary" icon="sign" type="submit" busy={isBusy} disabled={signature.trim() === ''}>
          Take the signature in
        </Button>
      </div>
    </form>
  );
}
