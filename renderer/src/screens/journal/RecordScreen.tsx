import { navigate } from '../../route.ts';
import { useJournalState } from '../../stores/useStores.ts';
import { Button } from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { OpenRecord } from './OpenRecord.tsx';
import css from './Record.module.css';

/** One record by itself, for links to it. */
export function RecordScreen({ route: { seq } }: ScreenPropsOf<'record'>) {
  const headSeq = useJournalState((state) => state.seq);
  const go = (to: number) => {
    if (to >= 1 && to <= headSeq) navigate({ screen: 'record', seq: to });
  };
  useShortcuts('Record', [
    { keys: '[', label: 'The record before', act: () => go(seq - 1) },
    { keys: ']', label: 'The record after', act: () => go(seq + 1) },
    {
      keys: 'j',
      label: 'In the journal',
      act: () => navigate({ screen: 'journal', search: `record=${seq}` }),
    },
  ]);
  return (
    <Screen title={`Record ${seq}`}>
      <div className={css.alone}>
        <p className={css.steps}>
          <Button onClick={() => go(seq - 1)} disabled={seq <= 1}>
            Before
          </Button>
          <Button onClick={() => go(seq + 1)} disabled={seq >= headSeq}>
            After
          </Button>
          <Button
            kind="quiet"
            icon="journal"
            onClick={() => navigate({ screen: 'journal', search: `record=${seq}` })}
          >
            In the journal
          </Button>
        </p>
        <OpenRecord key={seq} seq={seq} />
      </div>
    </Screen>
  );
}
