import { useState } from 'react';
import type { AbortKind } from '../../../../shared/model/rollout.ts';
import { abortMeaning, abortText, abortsOffered } from '../../../../shared/view/abortWords.ts';
import { plural } from '../../format/plural.ts';
import { useClient } from '../../stores/useStores.ts';
import { ChoiceInput, Dialog } from '../../ui/index.ts';
import { DecisionForm } from '../../answers/DecisionForm.tsx';

interface StopDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly rolloutId: string;
  readonly inFlight: number;
  /** A rollback is not taken back itself. */
  readonly isRollback: boolean;
}

/** The ways to stop before the end, the gentlest first; the reason is recorded. */
export function StopDialog({ open, onOpenChange, rolloutId, inFlight, isRollback }: StopDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Stop this rollout"
      description={
        inFlight === 0
          ? 'No further host will be touched. Hosts that are done keep the release.'
          : `${plural(inFlight, 'host')} in flight. No further host will be touched; hosts that are done keep the release.`
      }
    >
      {/* Inside the dialog's content, so that what was typed is forgotten when it closes. */}
      <StopForm rolloutId={rolloutId} isRollback={isRollback} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function StopForm({
  rolloutId,
  isRollback,
  onDone,
}: Pick<StopDialogProps, 'rolloutId' | 'isRollback'> & { readonly onDone: () => void }) {
  const client = useClient();
  const [how, setHow] = useState<AbortKind>('finish');
  return (
    <DecisionForm
      act={abortText(how)}
      leave="Let it go on"
      stillTrue="The rollout goes on."
      decide={(reason) => client.call('rollouts.stop', { rolloutId, reason, how })}
      onDone={onDone}
    >
      <ChoiceInput
        label="What becomes of the hosts"
        value={how}
        onChange={setHow}
        choices={abortsOffered(isRollback).map((value) => ({
          value,
          label: abortText(value),
          note: abortMeaning(value),
          danger: value !== 'finish',
        }))}
      />
    </DecisionForm>
  );
}
