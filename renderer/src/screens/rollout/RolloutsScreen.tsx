import { useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RolloutState } from '../../../../shared/journal/state.ts';
import {
  countRollouts,
  rolloutRowsOf,
  type RolloutFilter,
  type RolloutRow,
} from '../../../../shared/view/rolloutList.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useFeedStatus, useJournalState } from '../../stores/useStores.ts';
import {
  Age,
  Empty,
  SelectInput,
  Skeleton,
  Table,
  type TableColumn,
  TextInput,
  VisibleText,
} from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { Screen } from '../Screen.tsx';
import { Elapsed } from './Elapsed.tsx';
import { StatusChip } from './StatusChip.tsx';
import { useEscape } from './useEscape.ts';
import css from './Rollout.module.css';

const filters: readonly { readonly value: RolloutFilter['show']; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'running', label: 'Running' },
  { value: 'troubled', label: 'Failed, stopped, interrupted' },
];

/** Running and past rollouts, newest first. */
export function RolloutsScreen() {
  const state = useJournalState(useShallow(({ rollouts, rolloutOrder }) => ({ rollouts, rolloutOrder })));
  const feed = useFeedStatus('state');
  const [filter, setFilter] = useState<RolloutFilter>({ show: 'all', text: '' });
  const search = useRef<HTMLInputElement>(null);
  const rows = useMemo(() => rolloutRowsOf(state, filter), [state, filter]);
  const counts = countRollouts(state);
  useShortcuts('Rollouts', [
    { keys: '/', label: 'Filter', act: () => search.current?.focus() },
    { keys: 'Enter', label: 'Open the rollout' },
    { keys: 'Esc', label: 'Back to the matrix' },
  ]);
  useEscape(() => navigate({ screen: 'matrix' }));

  return (
    <Screen
      title="Rollouts"
      tools={
        <>
          <span className={css.count}>
            {counts.running > 0 ? `${counts.running} running, ` : ''}
            {plural(counts.all, 'rollout')}
          </span>
          <SelectInput
            aria-label="Show"
            value={filter.show}
            options={filters}
            onChange={(event) => {
              const show = filters.find((it) => it.value === event.target.value)?.value ?? 'all';
              setFilter((before) => ({ ...before, show }));
            }}
          />
          <span className={css.search}>
            <TextInput
              ref={search}
              icon="filter"
              aria-label="Filter rollouts"
              placeholder="Filter  /"
              value={filter.text}
              onChange={(event) => setFilter((before) => ({ ...before, text: event.target.value }))}
            />
          </span>
        </>
      }
    >
      {feed.kind === 'loading' ? (
        <div className={css.alone}>
          <Skeleton label="the rollouts" lines={6} />
        </div>
      ) : (
        <Table
          label="Rollouts"
          columns={columns}
          rows={rows}
          rowId={(row) => row.rollout.id}
          onOpen={(row) => navigate({ screen: 'rollout', id: row.rollout.id })}
          empty={
            counts.all === 0 ? (
              <Empty icon="rollout" title="No rollout yet">
                Press a cell of the matrix to promote a release to an environment.
              </Empty>
            ) : (
              <Empty icon="filter" title="No rollout fits the filter" />
            )
          }
        />
      )}
    </Screen>
  );
}

const columns: readonly TableColumn<RolloutRow>[] = [
  {
    id: 'status',
    head: 'State',
    size: { kind: 'fixed', px: 120 },
    cell: ({ rollout }) => <StatusChip status={rollout.status} />,
  },
  textColumn('service', 'Service', (rollout) => rollout.service),
  textColumn('version', 'Version', (rollout) => rollout.release.version),
  textColumn('environment', 'Environment', (rollout) => rollout.environment, 110),
  {
    id: 'hosts',
    head: 'Hosts done',
    size: { kind: 'fixed', px: 130 },
    cell: ({ done, failed, hosts }) => `${done} of ${hosts}${failed > 0 ? `, ${failed} failed` : ''}`,
  },
  {
    id: 'at',
    head: 'Asked for',
    size: { kind: 'fixed', px: 100 },
    cell: ({ rollout }) => <Age at={rollout.requestedAt} fade="never" />,
  },
  {
    id: 'took',
    head: 'Took',
    size: { kind: 'fixed', px: 90 },
    cell: ({ rollout }) => <Elapsed rollout={rollout} />,
  },
  textColumn('by', 'Asked by', (rollout) => rollout.requestedBy),
];

function textColumn(
  id: string,
  head: string,
  read: (rollout: RolloutState) => string,
  minPx = 90,
): TableColumn<RolloutRow> {
  return {
    id,
    head,
    size: { kind: 'grow', weight: 1, minPx },
    cell: ({ rollout }) => <VisibleText text={read(rollout)} />,
  };
}
