import { useJournalState, useFeedStatus } from '../../stores/useStores.ts';
import { Button, Empty, Skeleton } from '../../ui/index.ts';
import { navigate } from '../../route.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { Rollout } from './Rollout.tsx';
import { useWholeRollout } from './useWholeRollout.ts';
import css from './Rollout.module.css';

/** One rollout, running or past. All of it comes from the journal: closing the window changes nothing. */
export function RolloutScreen({ route }: ScreenPropsOf<'rollout'>) {
  const rollout = useJournalState((state) => state.rollouts[route.id]);
  const feed = useFeedStatus('state');
  const whole = useWholeRollout(rollout);
  if (whole.value) return <Rollout rollout={whole.value} />;
  return (
    <Screen title="Rollout">
      <div className={css.alone}>
        {whole.fault ? (
          <FaultNote fault={whole.fault} acts={<Button onClick={whole.again}>Read again</Button>} />
        ) : feed.kind === 'loading' || rollout ? (
          <Skeleton label="the rollout" lines={8} />
        ) : feed.kind === 'ended' ? (
          <FaultNote fault={feed.fault} />
        ) : (
          <Empty
            icon="rollout"
            title="The journal knows no such rollout"
            act={<Button onClick={() => navigate({ screen: 'rollouts' })}>Show all rollouts</Button>}
          >
            <span className={css.mono}>{route.id}</span>
          </Empty>
        )}
      </div>
    </Screen>
  );
}
