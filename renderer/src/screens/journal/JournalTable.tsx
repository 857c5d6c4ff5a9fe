import { type ReactNode, type UIEvent, useMemo } from 'react';
import type { JournalRecord } from '../../../../shared/journal/record.ts';
import { describeRecord, toneOf } from '../../../../shared/view/describeRecord.ts';
import { formatCount } from '../../format/count.ts';
import { formatInstant, formatTimeOfDay, formatUtc } from '../../format/instant.ts';
import {
  Button,
  Icon,
  Table,
  type TableColumn,
  type TableRows,
  VisibleText,
  classes,
} from '../../ui/index.ts';
import { recordKinds } from './recordKinds.ts';
import type { RecordWindow } from './recordWindow.ts';
import { useRecordAt, useWindowState } from './useRecordWindow.ts';
import css from './Journal.module.css';

interface JournalTableProps {
  readonly records: RecordWindow;
  readonly selectedSeq: number | undefined;
  readonly onOpen: (seq: number) => void;
  readonly empty: ReactNode;
}

/** So near the top counts as at the top. */
const topPx = 4;

/** Newest first. At the top it follows the head; further down new records wait behind a button. */
export function JournalTable({ records, selectedSeq, onOpen, empty }: JournalTableProps) {
  const { total = 0, held } = useWindowState(records);
  const places = useMemo(() => placesBack(total), [total]);
  const isBesideRecord = selectedSeq !== undefined;
  const columns = useMemo(() => columnsOf(records, isBesideRecord), [records, isBesideRecord]);
  const selected = selectedSeq === undefined ? undefined : records.placeOf(selectedSeq);

  function onScroll(event: UIEvent<HTMLElement>) {
    if (event.target instanceof HTMLElement) records.follow(event.target.scrollTop <= topPx);
  }

  return (
    <div className={css.table} onScrollCapture={onScroll}>
      {held > 0 && (
        <div className={css.held}>
          <Button
            icon="arrowRight"
            onClick={(event) => {
              event.currentTarget
                .closest(`.${css.table}`)
                ?.querySelector('[role="grid"]')
                ?.scrollTo({ top: 0 });
              records.follow(true);
            }}
          >
            {formatCount(held)} newer
          </Button>
        </div>
      )}
      <Table
        label="Journal records, newest first"
        columns={columns}
        rows={places}
        rowId={String}
        {...(selected === undefined ? {} : { selectedId: String(selected) })}
        onOpen={(place) => {
          const record = records.at(place);
          if (record) onOpen(record.seq);
        }}
        empty={empty}
      />
      {total > mostRows && (
        <p className={css.beyond}>
          These are the newest {formatCount(mostRows)}. Say until when, and older ones are shown.
        </p>
      )}
    </div>
  );
}

/** Browsers draw nothing that is higher than some 33 million pixels. */
const mostRows = 1_000_000;

/** Newest first, without a list as long as the journal. */
function placesBack(total: number): TableRows<number> {
  const length = Math.min(total, mostRows);
  return { length, at: (index) => (index < 0 || index >= length ? undefined : total - 1 - index) };
}

/** Beside an open record there is room for the time of day and the sentence. */
function columnsOf(records: RecordWindow, isBesideRecord: boolean): readonly TableColumn<number>[] {
  const column = (
    of: Omit<TableColumn<number>, 'cell'>,
    draw: (record: JournalRecord) => ReactNode,
  ): TableColumn<number> => ({
    ...of,
    cell: (place) => <RecordCell records={records} place={place} draw={draw} />,
  });
  const seq = column(
    { id: 'seq', head: 'No.', size: { kind: 'fixed', px: 76 }, align: 'end', mono: true },
    (it) => it.seq,
  );
  const at = column(
    { id: 'at', head: 'When', size: { kind: 'fixed', px: isBesideRecord ? 92 : 198 }, mono: true },
    ({ envelope }) => (
      <time dateTime={envelope.at} title={`${formatInstant(envelope.at)}\n${formatUtc(envelope.at)}`}>
        {isBesideRecord ? formatTimeOfDay(envelope.at) : formatInstant(envelope.at)}
      </time>
    ),
  );
  const what = column(
    { id: 'what', head: 'What', size: { kind: 'grow', weight: 1, minPx: 220 } },
    (record) => <Sentence record={record} />,
  );
  if (isBesideRecord) return [seq, at, what];
  return [
    seq,
    at,
    column({ id: 'who', head: 'Who', size: { kind: 'fixed', px: 116 } }, ({ envelope: { actor } }) => (
      <span
        className={classes(actor.kind === 'app' && css.quiet)}
        title={actor.kind === 'app' ? 'Signalbox, for them' : undefined}
      >
        <VisibleText text={actor.name} />
      </span>
    )),
    column({ id: 'kind', head: 'Kind', size: { kind: 'fixed', px: 144 } }, ({ event }) => (
      <span className={css.quiet}>{recordKinds[event.kind]}</span>
    )),
    what,
  ];
}

function RecordCell(props: {
  readonly records: RecordWindow;
  readonly place: number;
  readonly draw: (record: JournalRecord) => ReactNode;
}) {
  const record = useRecordAt(props.records, props.place);
  return record === undefined ? <span className={css.pending} aria-label="loading" /> : props.draw(record);
}

export function Sentence({ record }: { readonly record: JournalRecord }) {
  const tone = toneOf(record.event);
  const sentence = describeRecord(record);
  return (
    <span className={classes(css.sentence, css[tone])} title={sentence}>
      {tone === 'bad' && <Icon name="cross" size={12} label="bad" />}
      {tone === 'good' && <Icon name="check" size={12} label="good" />}
      <span className={css.words}>{sentence}</span>
    </span>
  );
}
