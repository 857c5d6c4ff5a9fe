import { useState } from 'react';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { practisedWords } from '../../../../shared/view/rollbackWords.ts';
import { DecisionForm } from '../../answers/DecisionForm.tsx';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { useAnswer } from '../../answers/useAnswer.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useClient, useWorkspace } from '../../stores/useStores.ts';
import { Dialog, FormField, Skeleton, TextInput, useClock } from '../../ui/index.ts';

interface RollBackDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly rollout: Pick<RolloutState, 'service' | 'environment' | 'release'>;
}

/** Brings back what the hosts had before: the plan is read while the reason is typed, and exactly that one is started. */
export function RollBackDialog({ open, onOpenChange, rollout }: RollBackDialogProps) {
  const { service, environment, release } = rollout;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Roll back ${service} ${release.version} in ${environment}`}
      description="A rollout of its own brings back what each host had before. Its bytes lie there, and the hosts verify them before any leaves its pool."
    >
      {/* Inside the dialog's content, so that what was typed is forgotten when it closes. */}
      <RollBackForm rollout={rollout} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function RollBackForm({
  rollout,
  onDone,
}: Pick<RollBackDialogProps, 'rollout'> & { readonly onDone: () => void }) {
  const { service, environment } = rollout;
  const client = useClient();
  const isProduction = useWorkspace(
    ({ workspace }) => workspace?.environments.find((it) => it.name === environment)?.stage === 'production',
  );
  const [typed, setTyped] = useState('');
  const prepared = useAnswer('rollouts.planRollback', { service, environment });
  const ready = prepared.value;
  const practised = useClock((nowMs) => (ready ? practisedWords(ready.practised, new Date(nowMs)) : ''));

  if (prepared.fault) return <FaultNote fault={prepared.fault} stillTrue="Nothing was started." />;

  async function rollBack(reason: string) {
    if (!ready) return;
    const { rolloutId } = await client.call('rollouts.rollBack', {
      service,
      environment,
      planSha256: ready.planSha256,
      reason,
      ...(isProduction ? { confirmEnvironment: typed } : {}),
    });
    navigate({ screen: 'rollout', id: rolloutId });
  }

  return (
    <DecisionForm
      act={ready ? `Bring back ${ready.plan.release.version}` : 'Bring it back'}
      leave="Leave it"
      stillTrue="Nothing was started."
      isReady={ready !== undefined && (!isProduction || typed === environment)}
      decide={rollBack}
      onDone={onDone}
    >
      {ready ? (
        <p>
          {ready.plan.release.version} on {plural(ready.plan.hosts.length, 'host')} in{' '}
          {plural(ready.plan.batches.length, 'batch', 'batches')}, plan {ready.planSha256.slice(0, 12)};{' '}
          {practised}.
        </p>
      ) : (
        <Skeleton label="the plan of the rollback" lines={1} />
      )}
      {isProduction && (
        <FormField label={`Type ${environment} to confirm`}>
          {(binding) => (
            <TextInput {...binding} value={typed} onChange={(event) => setTyped(event.target.value)} />
          )}
        </FormField>
      )}
    </DecisionForm>
  );
}
