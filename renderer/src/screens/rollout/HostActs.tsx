import { useState } from 'react';
import { isUnderWay } from '../../../../shared/journal/rolloutStatus.ts';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import { hostName } from '../../../../shared/model/names.ts';
import { canRetry, canSkip } from '../../../../shared/view/hostDecisions.ts';
import { useCapability, useClient } from '../../stores/useStores.ts';
import { Button } from '../../ui/index.ts';
import { SkipDialog } from './SkipDialog.tsx';
import { useDecision } from './useDecision.ts';

/** What a person can decide about this one host now. */
export function HostActs({ rollout, host }: { readonly rollout: RolloutState; readonly host: string }) {
  const client = useClient();
  const isAllowed = useCapability('rollouts');
  const [isSkipping, setSkipping] = useState(false);
  const { isBusy, take } = useDecision(`${host} could not be tried again`);
  const progress = rollout.hosts[host];
  const isOpen = isUnderWay(rollout.status) && rollout.status.kind !== 'stopping';
  if (!isAllowed || !isOpen || !progress) return undefined;
  const named = hostName.parse(host);
  return (
    <>
      {canRetry(progress) && (
        <Button
          icon="retry"
          busy={isBusy}
          onClick={() =>
            take(() => client.call('rollouts.retryHost', { rolloutId: rollout.id, host: named }))
          }
        >
          Retry {host}
        </Button>
      )}
      {canSkip(progress) && (
        <Button kind="quiet" icon="skip" onClick={() => setSkipping(true)}>
          Skip {host}…
        </Button>
      )}
      <SkipDialog
        open={isSkipping && canSkip(progress)}
        onOpenChange={setSkipping}
        rolloutId={rollout.id}
        host={named}
      />
    </>
  );
}
