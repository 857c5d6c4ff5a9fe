import type { ReactNode } from 'react';
import type { FeedStatus } from '../../stores/state.ts';
import { useCapability, useFeedStatus } from '../../stores/useStores.ts';
import { Button, ErrorNote } from '../../ui/index.ts';
import css from './EndedFeeds.module.css';

/** The screen, under a note when it is told no news any more: what stands there is from before. */
export function EndedFeeds({ children }: { readonly children: ReactNode }) {
  const journal = useFeedStatus('state');
  const fleet = useFeedStatus('fleet');
  // Before a workspace is open there is nothing to follow.
  const hasWorkspace = useCapability('workspace');
  const ended = hasWorkspace ? [journal, fleet].find(isEnded) : undefined;
  return (
    <div className={css.room}>
      {ended !== undefined && (
        <ErrorNote
          title={`No more news: ${ended.fault.message}`}
          code={ended.fault.code}
          stillTrue="What is shown is from before. Rollouts that run go on without this window."
          wayOut={ended.fault.wayOut ?? 'Load this window anew.'}
          acts={<Button onClick={() => window.location.reload()}>Load anew</Button>}
        />
      )}
      <div className={css.screen}>{children}</div>
    </div>
  );
}

function isEnded(status: FeedStatus): status is Extract<FeedStatus, { kind: 'ended' }> {
  return status.kind === 'ended';
}
