import { useState } from 'react';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { useCapability, useJournalState } from '../../stores/useStores.ts';
import { Button } from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { RollBackDialog } from './RollBackDialog.tsx';

/** Offers the way back from a rollout that has ended: only from the newest one there, since it is that which is taken back. */
export function RollBack({ rollout }: { readonly rollout: RolloutState }) {
  const canStart = useCapability('rollouts');
  const isNewest = useJournalState(({ rolloutOrder, rollouts }) => {
    const last = rolloutOrder.findLast((id) => {
      const it = rollouts[id];
      return it?.service === rollout.service && it.environment === rollout.environment;
    });
    return last === rollout.id;
  });
  const [isOpen, setOpen] = useState(false);
  const hasTouched = Object.values(rollout.hosts).some(
    ({ outcome }) => outcome && outcome.kind !== 'skipped',
  );
  const isOffered =
    canStart &&
    isNewest &&
    hasTouched &&
    rollout.status.kind === 'finished' &&
    rollout.rollsBack === undefined;
  useShortcuts('After a rollout', [
    { keys: 'b', label: 'Roll back', ...(isOffered ? { act: () => setOpen(true) } : {}) },
  ]);
  if (!isOffered) return undefined;
  return (
    <>
      <Button icon="history" onClick={() => setOpen(true)} title="b">
        Roll back…
      </Button>
      <RollBackDialog open={isOpen} onOpenChange={setOpen} rollout={rollout} />
    </>
  );
}
