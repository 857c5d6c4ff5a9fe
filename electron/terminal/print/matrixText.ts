import { formatAge } from '../../../shared/view/formatAge.ts';
import type { HostCell } from '../../../shared/view/hostCell.ts';
import { cellsOf, type Matrix, type MatrixCell } from '../../../shared/view/matrix.ts';
import { isServing, type PoolCell } from '../../../shared/view/poolCell.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import { tableText, truncate, wrap, type Cell } from './table.ts';

export interface MatrixTextOptions {
  readonly colors: Palette;
  readonly columns: number;
}

const plain = (text: string): string => text;

/** Services × environments on top, then every host with what was recorded, what was seen, and what is wrong. */
export function matrixText(matrix: Matrix, options: MatrixTextOptions): string {
  return [
    ...overview(matrix, options),
    ...cellsOf(matrix).flatMap((cell) => ['', ...cellText(cell, options)]),
    ...otherDebts(matrix, options),
    '',
    conclusion(matrix, options),
  ].join('\n');
}

function overview(matrix: Matrix, { colors, columns }: MatrixTextOptions): string[] {
  const headings = matrix.environments.map(({ name, stage }) =>
    name === stage ? name : `${name} (${stage})`,
  );
  return tableText(
    [
      ['', ...headings].map((text) => ({ text, paint: colors.dim })),
      ...matrix.rows.map((row) => [
        { text: row.service, paint: colors.bold },
        ...row.cells.map((cell) => overviewCell(cell, colors)),
      ]),
    ],
    columns,
  );
}

function overviewCell(cell: MatrixCell | undefined, colors: Palette): Cell {
  if (!cell) return { text: '–', paint: colors.dim };
  const versions = cell.versions.map(
    ({ version, hosts }) => `${visibleText(version ?? 'unknown')} ×${hosts}`,
  );
  const text = `${versions.join(', ')}${cell.attention > 0 ? ` !${cell.attention}` : ''}`;
  return { text, paint: cell.attention > 0 ? colors.red : plain };
}

function cellText(cell: MatrixCell, options: MatrixTextOptions): string[] {
  const { colors, columns } = options;
  const balancers = cell.hosts[0]?.pools.map((pool) => pool.balancer) ?? [];
  const headings = ['host', 'observed', 'recorded', 'health', ...balancers, 'seen', ''];
  const lines = tableText(
    [
      headings.map((text) => ({ text, paint: colors.dim })),
      ...cell.hosts.map((host) => hostCells(host, colors)),
    ],
    columns - 2,
  );
  const [heading = '', ...rows] = lines;
  return [
    `${colors.bold(cell.service)} in ${colors.bold(cell.environment)}`,
    `  ${heading}`,
    ...cell.hosts.flatMap((host, index) => [`  ${rows[index] ?? ''}`, ...attentionLines(host, options)]),
  ];
}

function hostCells(host: HostCell, colors: Palette): Cell[] {
  const marked = host.attention.length > 0;
  return [
    { text: host.host, paint: marked ? colors.red : plain },
    observedCell(host, colors),
    { text: host.recorded?.version ?? '–', paint: host.recorded ? plain : colors.dim },
    healthCell(host, colors),
    ...host.pools.map((pool) => poolCell(pool, colors)),
    seenCell(host, colors),
    { text: host.rollout ? `${host.rollout.phase} → ${host.rollout.version}` : '', paint: colors.cyan },
  ];
}

function observedCell({ observed, drift }: HostCell, colors: Palette): Cell {
  if (observed.kind !== 'seen') return { text: '?', paint: colors.dim };
  const { release, runningVersion } = observed;
  const running =
    runningVersion === undefined || runningVersion === release?.version ? '' : ` (runs ${runningVersion})`;
  const text = truncate(visibleText(`${release?.version ?? 'none'}${running}`), 28);
  return { text, paint: drift ? colors.red : plain };
}

function healthCell({ observed }: HostCell, colors: Palette): Cell {
  if (observed.kind !== 'seen') return { text: '?', paint: colors.dim };
  switch (observed.health) {
    case 'passing':
      return { text: 'passing', paint: colors.green };
    case 'failing':
      return { text: 'FAILING', paint: colors.red };
    case 'unknown':
      return { text: 'unknown', paint: colors.dim };
  }
}

/** HAProxy's own words, and the sessions that stand there. */
function poolCell(pool: PoolCell, colors: Palette): Cell {
  switch (pool.kind) {
    case 'notLooked':
    case 'notSeen':
      return { text: '?', paint: colors.dim };
    case 'absent':
      return { text: 'no such server', paint: colors.red };
    case 'seen':
      return {
        text: `${truncate(visibleText(pool.status), 16)}${pool.sessions ? ` (${pool.sessions})` : ''}`,
        paint: isServing(pool) ? colors.green : colors.yellow,
      };
  }
}

function seenCell({ observed }: HostCell, colors: Palette): Cell {
  switch (observed.kind) {
    case 'seen':
      return { text: formatAge(observed.ageMs), paint: colors.dim };
    case 'notSeen':
      return { text: 'NOT SEEN', paint: colors.red };
    case 'notLooked':
      return { text: 'not yet', paint: colors.dim };
  }
}

function attentionLines(host: HostCell, { colors, columns }: MatrixTextOptions): string[] {
  return host.attention.flatMap(({ kind, message }) =>
    wrap(visibleText(`${kindText[kind]}: ${message}`), columns - 6).map((line, index) =>
      colors.red(`    ${index === 0 ? '!' : ' '} ${line}`),
    ),
  );
}

const kindText = {
  debt: 'debt',
  leftOpen: 'left open',
  drift: 'drift',
  notSeen: 'not seen',
  unhealthy: 'unhealthy',
  outOfPool: 'out of the pool',
  balancerNotSeen: 'balancer not seen',
} as const satisfies Record<HostCell['attention'][number]['kind'], string>;

function otherDebts({ otherDebts: debts }: Matrix, { colors }: MatrixTextOptions): string[] {
  if (debts.length === 0) return [];
  return [
    '',
    'Debts of hosts that the workspace no longer has',
    ...debts.map((debt) =>
      colors.red(visibleText(`  ! ${debt.host}, ${debt.service} in ${debt.environment}: ${debt.reason}`)),
    ),
  ];
}

function conclusion(matrix: Matrix, { colors }: MatrixTextOptions): string {
  const hosts = cellsOf(matrix).reduce((sum, cell) => sum + cell.attention, matrix.otherDebts.length);
  if (hosts === 0) return colors.green('Nothing needs attention.');
  return colors.red(`${hosts === 1 ? '1 host needs' : `${hosts} hosts need`} attention.`);
}
