import { type KeyboardEvent, useMemo, useRef } from 'react';
import { formatCount } from '../../format/count.ts';
import { plural } from '../../format/plural.ts';
import { navigate } from '../../route.ts';
import { Button, Empty, IconButton, Skeleton } from '../../ui/index.ts';
import { useShortcuts } from '../frame/shortcuts.tsx';
import { useVerify } from '../frame/useVerify.ts';
import { FaultNote } from '../../answers/FaultNote.tsx';
import type { ScreenPropsOf } from '../registry.tsx';
import { Screen } from '../Screen.tsx';
import { FilterBar } from './FilterBar.tsx';
import { hasFilters, type JournalPlace, parsePlace, toQuestion, toSearch } from './filters.ts';
import { JournalTable } from './JournalTable.tsx';
import { OpenRecord } from './OpenRecord.tsx';
import { useRecordWindow, useWindowState } from './useRecordWindow.ts';
import css from './Journal.module.css';

export function JournalScreen({ route }: ScreenPropsOf<'journal'>) {
  const { filters, record } = useMemo(() => parsePlace(route.search ?? ''), [route.search]);
  const question = useMemo(() => toQuestion(filters), [filters]);
  const records = useRecordWindow(question);
  const { total, indexing, fault } = useWindowState(records);
  const verify = useVerify();
  const firstField = useRef<HTMLSelectElement>(null);
  const table = useRef<HTMLDivElement>(null);

  // Another filter is another list, but no other place to go back to.
  const go = (place: JournalPlace) =>
    navigate({ screen: 'journal', search: toSearch(place) }, { replace: true });
  const close = () => {
    if (record === undefined) return;
    go({ filters, record: undefined });
    table.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || record === undefined) return;
    event.preventDefault();
    close();
  };
  useShortcuts('Journal', [
    { keys: '/', label: 'Filter', act: () => firstField.current?.focus() },
    { keys: 'c', label: 'Clear the filter', act: () => go({ filters: {}, record }) },
    { keys: 'v', label: 'Verify the whole journal', act: verify },
    { keys: '↑ ↓', label: 'Move through the records' },
    { keys: 'Enter', label: 'Open the record' },
    { keys: 'Esc', label: 'Close the record' },
  ]);

  return (
    <Screen title="Journal">
      <div className={css.journal}>
        <FilterBar
          filters={filters}
          onChange={(next) => go({ filters: next, record })}
          firstField={firstField}
        >
          <p className={css.count} role="status" data-total={total}>
            {total === undefined ? 'Reading…' : plural(total, 'record')}
            {hasFilters(filters) && total !== undefined && (total === 1 ? ' fits' : ' fit')}
            {indexing && `, indexing: ${formatCount(indexing.done)} of ${formatCount(indexing.of)}`}
          </p>
        </FilterBar>
        {fault && (
          <FaultNote
            fault={fault}
            stillTrue="What is shown below was read before."
            acts={<Button onClick={() => records.look()}>Read again</Button>}
          />
        )}
        <div className={css.split} data-open={record !== undefined} ref={table} onKeyDown={onKeyDown}>
          {total === undefined ? (
            !fault && <Skeleton label="the journal" lines={12} />
          ) : (
            <JournalTable
              records={records}
              selectedSeq={record}
              onOpen={(seq) => go({ filters, record: seq })}
              empty={
                hasFilters(filters) ? (
                  <Empty
                    icon="journal"
                    title="No record fits"
                    act={<Button onClick={() => go({ filters: {}, record })}>Clear the filter</Button>}
                  />
                ) : (
                  <Empty icon="journal" title="Nothing has been recorded yet">
                    The first rollout, and the first look at a host, begin it.
                  </Empty>
                )
              }
            />
          )}
          {record !== undefined && (
            <aside className={css.panel} aria-label={`Record ${record}`}>
              <header className={css.panelHead}>
                <h2>
                  <a href={`#/journal/${record}`}>Record {record}</a>
                </h2>
                <IconButton icon="cross" label="Close the record" keys="Esc" onClick={close} />
              </header>
              <div className={css.panelBody}>
                <OpenRecord key={record} seq={record} />
              </div>
            </aside>
          )}
        </div>
      </div>
    </Screen>
  );
}
