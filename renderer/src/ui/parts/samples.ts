import type { CellMark, MatrixCellModel, MatrixColumn, MatrixRow } from '../grid/matrixModel.ts';
import type { BuildFill, HostMark, ShownPoolState } from '../marks/poolStates.ts';

/** Hosts of one look, numbered on from `first`. */
export function sampleHosts(
  count: number,
  build: BuildFill,
  pool: ShownPoolState,
  first = 1,
): readonly HostMark[] {
  return Array.from({ length: count }, (_, index) => ({ host: `web-${first + index}`, build, pool }));
}

export function agoOf(nowMs: number, ageMs: number): string {
  return new Date(nowMs - ageMs).toISOString();
}

export const hostileText =
  'deploy \u001b[31mred\u001b[0m \u202Egnp.exe\u202C <img src=x onerror=alert(1)> \u200Bend';

export const sampleRows: readonly MatrixRow[] = [
  { kind: 'group', id: 'group-shop', label: 'Shop', note: '12 services' },
  ...services('shop', ['checkout', 'basket', 'catalogue', 'search', 'prices', 'stock']),
  { kind: 'group', id: 'group-account', label: 'Account', note: '40 services' },
  ...services(
    'account',
    Array.from({ length: 40 }, (_, index) => `service-${index + 1}`),
  ),
];

function services(team: string, names: readonly string[]): readonly MatrixRow[] {
  return names.map((name) => ({ kind: 'service', id: `${team}/${name}`, label: name, note: team }));
}

export const sampleColumns: readonly MatrixColumn[] = [
  { id: 'acceptance', label: 'acceptance', note: '2 hosts' },
  { id: 'uat', label: 'uat', note: '4 hosts' },
  { id: 'staging', label: 'staging', note: '6 hosts' },
  { id: 'production', label: 'production', note: '40 hosts', guarded: true },
  ...Array.from({ length: 8 }, (_, index) => ({
    id: `region-${index + 1}`,
    label: `production-${index + 1}`,
    note: '12 hosts',
    guarded: true,
  })),
];

/** Every cell built once: the matrix relies on unchanged cells staying the same objects. */
export function createSampleCells(
  nowMs: number,
): (rowId: string, columnId: string) => MatrixCellModel | undefined {
  const cells = new Map<string, MatrixCellModel>();
  sampleRows.forEach((row, rowIndex) => {
    sampleColumns.forEach((column, columnIndex) => {
      if ((rowIndex * 7 + columnIndex * 3) % 17 === 5) return;
      cells.set(`${row.id} ${column.id}`, sampleCell(nowMs, rowIndex, columnIndex));
    });
  });
  return (rowId, columnId) => cells.get(`${rowId} ${columnId}`);
}

const hostCounts = [2, 4, 6, 40];
const ages = [4_000, 9_000, 45_000, 6_000, 200_000, 3_000, 2_000, 900_000];
const signs: readonly (readonly CellMark[])[] = [
  [],
  [{ kind: 'signOff', text: 'waits for sign-off, 1 of 2', short: '1/2' }],
  [],
  [{ kind: 'drift', text: 'drift: recorded 2.14.0, observed 2.13.4' }],
  [],
  [{ kind: 'lock', text: 'locked by anna: measuring' }],
  [],
  [{ kind: 'debt', text: 'web-3 held out of the pool', short: '1' }],
];

function sampleCell(nowMs: number, row: number, column: number): MatrixCellModel {
  const count = hostCounts[column] ?? 12;
  const turn = row * 5 + column * 3;
  const old = turn % 4 === 0 ? Math.ceil(count / 3) : 0;
  const odd = turn % 5 === 0 ? 1 : 0;
  const hosts = [
    ...sampleHosts(count - old - odd, 'new', 'up'),
    ...sampleHosts(old, 'old', 'up', count - old - odd + 1),
    ...sampleHosts(odd, 'unknown', turn % 2 === 0 ? 'down' : 'drain', count),
  ];
  return {
    version: `2.${14 - (column % 3)}.${row % 5}`,
    otherVersions: old > 0 ? 1 : 0,
    hosts,
    share: odd > 0 && turn % 3 === 0 ? undefined : (count - old - odd) / count,
    marks: signs[turn % signs.length] ?? [],
    seenAt: agoOf(nowMs, ages[turn % ages.length] ?? 0),
  };
}
