import { useMemo, useState } from 'react';
import { fadeOf } from '../../format/age.ts';
import { Empty } from '../feedback/Empty.tsx';
import { Matrix, type MatrixPlace } from '../grid/Matrix.tsx';
import { cellClasses, CellWords } from '../grid/CellWords.tsx';
import { describeCell } from '../grid/describeCell.ts';
import { Picture } from '../grid/Picture.tsx';
import type { MatrixCellModel } from '../grid/matrixModel.ts';
import { Table } from '../grid/Table.tsx';
import type { TableColumn, TableSort } from '../grid/tableColumns.ts';
import { Age } from '../marks/Age.tsx';
import { Chip } from '../marks/Chip.tsx';
import { PoolStateMark } from '../marks/PoolStateMark.tsx';
import css from './Parts.module.css';
import { agoOf, createSampleCells, sampleColumns, sampleHosts, sampleRows } from './samples.ts';
import { Section, Specimen } from './Specimen.tsx';

interface RecordRow {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly what: string;
}

const columns: readonly TableColumn<RecordRow>[] = [
  {
    id: 'seq',
    head: 'No.',
    size: { kind: 'fixed', px: 80 },
    align: 'end',
    sortable: true,
    cell: (row) => row.seq,
  },
  {
    id: 'at',
    head: 'When',
    size: { kind: 'fixed', px: 110 },
    sortable: true,
    cell: (row) => <Age at={row.at} fade="never" />,
  },
  { id: 'kind', head: 'Kind', size: { kind: 'fixed', px: 150 }, cell: (row) => <Chip>{row.kind}</Chip> },
  { id: 'what', head: 'What', size: { kind: 'grow', weight: 1, minPx: 220 }, cell: (row) => row.what },
];

const kinds = ['stepFinished', 'hostDrained', 'rolloutStarted'];

function recordsUpTo(nowMs: number): readonly RecordRow[] {
  return Array.from({ length: 10_000 }, (_, index) => ({
    seq: index + 1,
    at: agoOf(nowMs, index * 61_000),
    kind: kinds[index % kinds.length] ?? '',
    what: `web-${(index % 40) + 1} in production, batch ${(index % 8) + 1}, shop 2.14.0`,
  }));
}

export function GridParts({ nowMs }: { readonly nowMs: number }) {
  const ascending = useMemo(() => recordsUpTo(nowMs), [nowMs]);
  const cellOf = useMemo(() => createSampleCells(nowMs), [nowMs]);
  const [sort, setSort] = useState<TableSort>({ columnId: 'seq', direction: 'ascending' });
  const [opened, setOpened] = useState<string | undefined>(undefined);
  const [selected, setSelected] = useState<MatrixPlace | undefined>(undefined);
  const [expanded, setExpanded] = useState<MatrixPlace | undefined>(undefined);
  const rows = useMemo(
    () => (sort.direction === 'ascending' ? ascending : [...ascending].reverse()),
    [ascending, sort],
  );

  return (
    <Section id="grids" title="Table and matrix">
      <Specimen name="Table" note="10,000 rows. Arrows, Page, Home and End, Enter" height="tall">
        <Table
          label="Records"
          columns={columns}
          rows={rows}
          rowId={(row) => String(row.seq)}
          selectedId={opened}
          onOpen={(row) => setOpened(String(row.seq))}
          sort={sort}
          onSort={(columnId) =>
            setSort((before) => ({
              columnId,
              direction:
                before.columnId === columnId && before.direction === 'ascending' ? 'descending' : 'ascending',
            }))
          }
        />
      </Specimen>
      <Specimen name="Table, empty" height="short">
        <Table
          label="No records"
          columns={columns}
          rows={[]}
          rowId={(row) => String(row.seq)}
          empty={
            <Empty icon="filter" title="No record matches">
              Widen the time, or take a filter away.
            </Empty>
          }
        />
      </Specimen>
      <Specimen name="MatrixCell" note="Fades with the age of what was seen">
        <div className={css.cells}>
          {cellStates(nowMs).map((state) => (
            <span key={state.name} className={css.labelled}>
              <span className={css.cellFrame}>
                <CellSpecimen nowMs={nowMs} cell={state.cell} name={state.name} />
              </span>
              {state.name}
            </span>
          ))}
        </div>
      </Specimen>
      <Specimen name="Matrix" note="Arrows, Enter opens, Space expands to hosts" height="tall">
        <Matrix
          label="Releases"
          rows={sampleRows}
          columns={sampleColumns}
          cellOf={cellOf}
          selected={selected}
          expanded={expanded}
          onSelect={setSelected}
          onOpen={setSelected}
          onExpand={(place) =>
            setExpanded((before) =>
              before?.row === place.row && before.column === place.column ? undefined : place,
            )
          }
          detail={(place) => (
            <div className={css.key}>
              {(cellOf(place.row, place.column)?.hosts ?? []).map((host) => (
                <PoolStateMark key={host.host} pool={host.pool} build={host.build} words={host.host} />
              ))}
            </div>
          )}
        />
      </Specimen>
    </Section>
  );
}

/** By itself, as in the matrix a whole row shares one picture. */
function CellSpecimen(of: {
  readonly nowMs: number;
  readonly cell: MatrixCellModel | undefined;
  readonly name: string;
}) {
  const { nowMs, cell, name } = of;
  const fade = cell === undefined ? 0 : fadeOf(nowMs - Date.parse(cell.seenAt ?? ''));
  return (
    <span
      role="img"
      aria-label={describeCell('checkout', 'production', cell)}
      className={cellClasses({ cell, fade, selected: name === 'selected', expanded: name === 'expanded' })}
    >
      <CellWords cell={cell} />
      <Picture cells={[cell]} fades={String(fade)} fromPx={0} columnWidthPx={164} />
    </span>
  );
}

function cellStates(
  nowMs: number,
): readonly { readonly name: string; readonly cell: MatrixCellModel | undefined }[] {
  const base: MatrixCellModel = {
    version: '2.14.0',
    otherVersions: 0,
    hosts: sampleHosts(6, 'new', 'up'),
    share: 1,
    marks: [],
    seenAt: agoOf(nowMs, 3_000),
  };
  return [
    { name: 'all new', cell: base },
    {
      name: 'rolling',
      cell: {
        ...base,
        otherVersions: 1,
        share: 0.5,
        marks: [{ kind: 'rollout', text: 'rollout runs, batch 2 of 3' }],
        hosts: [
          ...sampleHosts(3, 'new', 'up'),
          ...sampleHosts(1, 'old', 'drain', 4),
          ...sampleHosts(2, 'old', 'up', 5),
        ],
      },
    },
    {
      name: 'every sign',
      cell: {
        ...base,
        marks: [
          { kind: 'lock', text: 'locked by anna' },
          { kind: 'freeze', text: 'frozen until Monday' },
          { kind: 'signOff', text: 'waits for sign-off, 1 of 2', short: '1/2' },
          { kind: 'drift', text: 'drift' },
          { kind: 'debt', text: '2 debts', short: '2' },
        ],
      },
    },
    {
      name: 'emergency',
      cell: {
        ...base,
        marks: [{ kind: 'emergency', text: 'The review of the emergency with 2.14.0 is overdue' }],
      },
    },
    {
      name: '40 hosts',
      cell: {
        ...base,
        hosts: [...sampleHosts(39, 'new', 'up'), ...sampleHosts(1, 'old', 'down', 40)],
        share: 0.975,
      },
    },
    { name: 'long version', cell: { ...base, version: '2.14.0-rc.12+build.20261121.9f2c41d' } },
    {
      name: 'nothing seen',
      cell: {
        ...base,
        version: undefined,
        hosts: sampleHosts(6, 'unknown', 'unseen'),
        share: undefined,
        seenAt: undefined,
      },
    },
    { name: '45 s old', cell: { ...base, seenAt: agoOf(nowMs, 45_000) } },
    { name: '4 min old', cell: { ...base, seenAt: agoOf(nowMs, 240_000) } },
    { name: '1 h old', cell: { ...base, seenAt: agoOf(nowMs, 3_600_000) } },
    { name: 'selected', cell: base },
    { name: 'expanded', cell: base },
    { name: 'not deployed', cell: undefined },
  ];
}
