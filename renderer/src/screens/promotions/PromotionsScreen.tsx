import { useMemo, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import {
  countPromotions,
  promotionRowsOf,
  type PromotionFilter,
  type PromotionRow,
} from '../../../../shared/view/promotionList.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { useFeedStatus, useJournalState } from '../../stores/useStores.ts';
import {
  Age,
  Chip,
  Empty,
  SelectInput,
  Skeleton,
  Table,
  type TableColumn,
  TextInput,
  VisibleText,
  useClock,
} from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { useEscape } from '../rollout/useEscape.ts';
import { Screen } from '../Screen.tsx';
import { EmergencyChip, StandingChip } from '../signoff/StandingChip.tsx';
import css from './Promotions.module.css';

const filters: readonly { readonly value: PromotionFilter['show']; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open, or to be reviewed' },
  { value: 'emergencies', label: 'Emergencies' },
];

/** How often the list looks at the clock: approvals run out by time alone. */
const lookMs = 10_000;

/** What waits first, then what is over; the newest first within each. */
export function PromotionsScreen() {
  const state = useJournalState(
    useShallow(({ promotions, promotionOrder }) => ({ promotions, promotionOrder })),
  );
  const feed = useFeedStatus('state');
  const [filter, setFilter] = useState<PromotionFilter>({ show: 'all', text: '' });
  const search = useRef<HTMLInputElement>(null);
  const nowMs = useClock((ms) => Math.floor(ms / lookMs) * lookMs);
  const rows = useMemo(
    () => promotionRowsOf(state, filter, new Date(nowMs).toISOString()),
    [state, filter, nowMs],
  );
  const counts = countPromotions(state);
  useShortcuts('Promotions', [
    { keys: '/', label: 'Filter', act: () => search.current?.focus() },
    { keys: 'Enter', label: 'Open the promotion' },
    { keys: 'Esc', label: 'Back to the matrix' },
  ]);
  useEscape(() => navigate({ screen: 'matrix' }));

  return (
    <Screen
      title="Promotions"
      tools={
        <>
          <span className={css.count}>
            {counts.open > 0 ? `${counts.open} open, ` : ''}
            {plural(counts.all, 'promotion')}
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
              aria-label="Filter promotions"
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
          <Skeleton label="the promotions" lines={6} />
        </div>
      ) : feed.kind === 'ended' ? (
        <div className={css.alone}>
          <FaultNote fault={feed.fault} />
        </div>
      ) : (
        <Table
          label="Promotions"
          columns={columns}
          rows={rows}
          rowId={(row) => row.promotion.id}
          onOpen={(row) => navigate({ screen: 'promotionById', id: row.promotion.id })}
          empty={
            counts.all === 0 ? (
              <Empty icon="sign" title="No promotion yet">
                Where an environment has a policy, press its cell in the matrix, choose a release, and ask for
                sign-offs.
              </Empty>
            ) : (
              <Empty icon="filter" title="No promotion fits the filter" />
            )
          }
        />
      )}
    </Screen>
  );
}

const columns: readonly TableColumn<PromotionRow>[] = [
  {
    id: 'standing',
    head: 'Standing',
    size: { kind: 'fixed', px: 125 },
    cell: ({ standing }) => <StandingChip standing={standing} />,
  },
  {
    id: 'rules',
    head: 'Rules',
    size: { kind: 'fixed', px: 210 },
    cell: ({ promotion, review }) => (
      <span className={css.chips}>
        {promotion.rules === 'emergency' ? <EmergencyChip /> : <span className={css.quiet}>ordinary</span>}
        {review?.kind === 'overdue' && (
          <Chip tone="bad" icon="alert">
            overdue
          </Chip>
        )}
        {review?.kind === 'due' && (
          <Chip tone="caution" icon="clock">
            review
          </Chip>
        )}
      </span>
    ),
  },
  textColumn('service', 'Service', ({ promotion }) => promotion.service),
  textColumn('version', 'Version', ({ promotion }) => promotion.release.version),
  textColumn('environment', 'Environment', ({ promotion }) => promotion.environment, 110),
  textColumn('by', 'Asked by', ({ promotion }) => promotion.requester),
  textColumn('signed', 'Decided by', ({ promotion }) =>
    [...new Set(promotion.signoffs.map(({ person }) => person))].join(', '),
  ),
  {
    id: 'at',
    head: 'Asked for',
    size: { kind: 'fixed', px: 100 },
    cell: ({ promotion }) => <Age at={promotion.requestedAt} fade="never" />,
  },
];

function textColumn(
  id: string,
  head: string,
  read: (row: PromotionRow) => string,
  minPx = 90,
): TableColumn<PromotionRow> {
  return {
    id,
    head,
    size: { kind: 'grow', weight: 1, minPx },
    cell: (row) => <VisibleText text={read(row)} />,
  };
}
