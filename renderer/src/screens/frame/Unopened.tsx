import type { ReactNode } from 'react';
import { useConnection, useWorkspace } from '../../stores/useStores.ts';
import { Button, ErrorNote } from '../../ui/index.ts';
import { useServices } from './services.ts';

/** In place of a screen while there is no workspace to show, and a reason for it; else the screen. */
export function Unopened({ children }: { readonly children: ReactNode }) {
  const { retryNow } = useServices();
  const isOpened = useWorkspace((state) => state.workspace !== undefined);
  const fault = useWorkspace((state) => state.fault);
  const isLost = useConnection((state) => state.status === 'lost');
  const reason = useConnection((state) => state.reason);
  const wayOut = useConnection((state) => state.wayOut);
  if (isOpened) return children;
  if (isLost) {
    return (
      <ErrorNote
        title={reason ?? 'There is no connection to Signalbox.'}
        stillTrue="Rollouts that run go on without this window."
        wayOut={wayOut ?? 'It is tried again by itself.'}
        acts={<Button onClick={retryNow}>Try now</Button>}
      />
    );
  }
  if (fault === undefined) return children;
  return (
    <ErrorNote
      title={fault.message}
      code={fault.code}
      {...(fault.wayOut === undefined ? {} : { wayOut: fault.wayOut })}
      {...(fault.details === undefined ? {} : { details: fault.details })}
    />
  );
}
