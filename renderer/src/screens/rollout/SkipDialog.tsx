import type { HostName } from '../../../../shared/model/names.ts';
import { useClient } from '../../stores/useStores.ts';
import { Dialog } from '../../ui/index.ts';
import { DecisionForm } from '../../answers/DecisionForm.tsx';

interface SkipDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly rolloutId: string;
  readonly host: HostName;
}

/** Goes on without one host; the reason is recorded, and a debt stays. */
export function SkipDialog({ open, onOpenChange, rolloutId, host }: SkipDialogProps) {
  const client = useClient();
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Skip ${host}`}
      size="small"
      description={`The rollout goes on without ${host}, which stays as it is, in its pool or out of it. A debt stays until a rollout succeeds there.`}
    >
      <DecisionForm
        act={`Skip ${host}`}
        leave="Leave it"
        stillTrue={`${host} is not skipped.`}
        decide={(reason) => client.call('rollouts.skipHost', { rolloutId, host, reason })}
        onDone={() => onOpenChange(false)}
      />
    </Dialog>
  );
}
