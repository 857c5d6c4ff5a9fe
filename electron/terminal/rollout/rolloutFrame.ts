import type { StepKind } from '../../../shared/model/plan.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import {
  isFailed,
  type BatchView,
  type HostRow,
  type RolloutView,
} from '../../../shared/view/rolloutView.ts';
import type { StepCell } from '../../../shared/view/stepCell.ts';
import { stepText } from '../../../shared/view/stepText.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import { describeRolloutStatus } from './describeRolloutStatus.ts';
import type { Palette } from '../palette.ts';
import { tableText, truncate, type Cell } from '../print/table.ts';
import { liveText } from './liveText.ts';

export interface FrameOptions {
  readonly colors: Palette;
  readonly columns: number;
  readonly rows: number;
  readonly now: Date;
  /** The frame that stays: every host is listed, however many rows that takes. */
  readonly isLast: boolean;
}

/** Steps under a common heading, so that a row fits beside what it says. */
const groups: readonly { readonly title: string; readonly kinds: readonly StepKind[] }[] = [
  { title: 'stage', kinds: ['stage', 'verify', 'unpack', 'rehearse'] },
  { title: 'look', kinds: ['inspect', 'precheck'] },
  { title: 'out', kinds: ['lighten', 'drain', 'awaitDrained', 'maintain'] },
  { title: 'switch', kinds: ['stop', 'playbook', 'switch', 'start', 'check', 'warm'] },
  {
    title: 'back',
    kinds: ['admit', 'awaitPoolHealthy', 'smoke', 'ready', 'awaitInService', 'soak', 'raise'],
  },
];
/** Heading, headings of the columns, totals, footer, and the line the cursor stands on. */
const otherRows = 7;

/** The rollout as it stands: a heading, hosts × steps by batch, and the totals. */
export function rolloutFrame(view: RolloutView, options: FrameOptions): string[] {
  const { colors, columns } = options;
  const shown = hostsToShow(view, options);
  const rows = view.batches.flatMap((batch) => batchRows(batch, shown, view, options));
  return [
    `${colors.bold(`${view.service} ${view.version}`)} to ${colors.bold(view.environment)}  ${describeRolloutStatus(view.status, colors)}`,
    ...tableText([headings(view, colors), ...rows], columns - 1),
    truncate(totals(view), columns - 1),
  ];
}

/** In a low terminal: who is worked on, who failed, who is next; the rest is counted per batch. */
function hostsToShow(view: RolloutView, options: FrameOptions): ReadonlySet<HostRow> {
  const all = view.batches.flatMap((batch) => batch.hosts);
  const room = options.rows - otherRows - view.batches.length;
  if (options.isLast || all.length <= options.rows - otherRows) return new Set(all);
  const inOrderOfInterest = [
    ...all.filter((host) => host.current?.state === 'running'),
    ...all.filter(isFailed),
    ...all.filter((host) => !host.outcome),
    ...all,
  ];
  return new Set([...new Set(inOrderOfInterest)].slice(0, Math.max(1, room)));
}

function headings(view: RolloutView, colors: Palette): Cell[] {
  const titles = groupsOf(view).map(({ title }) => title);
  return ['', 'host', ...titles, ''].map((text) => ({ text, paint: colors.dim }));
}

function batchRows(
  batch: BatchView,
  shown: ReadonlySet<HostRow>,
  view: RolloutView,
  options: FrameOptions,
): Cell[][] {
  const { colors } = options;
  const hosts = batch.hosts.filter((host) => shown.has(host));
  const hidden = batch.hosts.length - hosts.length;
  const rows = hosts.map((host) => hostCells(host, view, options));
  if (hidden > 0) rows.push([{ text: `and ${hidden} more`, paint: colors.dim }]);
  return rows.map((row, index) => [
    { text: bracket(index, rows.length), paint: batch.state === 'active' ? colors.cyan : colors.dim },
    ...row,
  ]);
}

function bracket(index: number, of: number): string {
  if (of === 1) return '╶';
  if (index === 0) return '┌';
  return index === of - 1 ? '└' : '│';
}

function hostCells(host: HostRow, view: RolloutView, { colors, now }: FrameOptions): Cell[] {
  return [
    { text: host.host },
    ...groupsOf(view).map(({ kinds }) => {
      const steps = host.steps.filter((step) => kinds.includes(step.kind));
      return {
        text: steps.map(mark).join(''),
        paint: () => steps.map((step) => paintStep(step, colors)(mark(step))).join(''),
      };
    }),
    { text: hostText(host, now), paint: paintHost(host, colors) },
  ];
}

function groupsOf(view: RolloutView): { readonly title: string; readonly kinds: readonly StepKind[] }[] {
  return groups
    .map(({ title, kinds }) => ({ title, kinds: kinds.filter((kind) => view.columns.includes(kind)) }))
    .filter(({ kinds }) => kinds.length > 0);
}

function mark({ state }: StepCell): string {
  switch (state) {
    case 'waiting':
      return '·';
    case 'running':
      return '▸';
    case 'ok':
      return '✓';
    case 'alreadyDone':
      return '=';
    case 'failed':
      return '✗';
    case 'skipped':
      return '-';
    case 'lost':
      return '?';
  }
}

function paintStep({ state }: StepCell, colors: Palette): (text: string) => string {
  switch (state) {
    case 'waiting':
    case 'skipped':
      return colors.dim;
    case 'running':
      return colors.cyan;
    case 'ok':
    case 'alreadyDone':
      return colors.green;
    case 'failed':
    case 'lost':
      return colors.red;
  }
}

function paintHost(host: HostRow, colors: Palette): (text: string) => string {
  if (isFailed(host) || host.current?.state === 'lost') return colors.red;
  return host.outcome ? colors.green : (text) => text;
}

function hostText(host: HostRow, now: Date): string {
  if (host.outcome) return outcomeText(host);
  const { current } = host;
  if (!current) return '';
  if (current.state === 'lost') return `unknown: left during "${stepText(current.kind)}"`;
  if (current.state === 'failed') return visibleText(`${stepText(current.kind)}: ${current.message ?? ''}`);
  const forMs = now.getTime() - Date.parse(current.begunAt ?? now.toISOString());
  const live = liveText(host.live);
  return [stepText(current.kind), forMs >= 1_000 ? formatDuration(forMs) : '', live]
    .filter((text) => text !== '')
    .join(', ');
}

function outcomeText(host: HostRow): string {
  switch (host.outcome?.kind) {
    case 'done':
      return `done in ${formatDuration(host.tookMs ?? Number.NaN)}`;
    case 'unchanged':
      return 'had it already';
    case 'failedOut':
      return visibleText(`OUT OF THE POOL: ${host.outcome.reason}`);
    case 'failedIn':
      return visibleText(`failed, still in service: ${host.outcome.reason}`);
    case 'skipped':
      return visibleText(`skipped: ${host.outcome.reason}`);
    case 'unknown':
      return visibleText(`UNKNOWN: ${host.outcome.reason}`);
    case undefined:
      return '';
  }
}

function totals(view: RolloutView): string {
  const { counts, budget } = view;
  const finished = view.batches.filter((batch) => batch.state === 'finished').length;
  const batch = Math.min(finished + 1, view.batches.length);
  return [
    `batch ${batch}/${view.batches.length}`,
    `${counts.done + counts.unchanged}/${counts.hosts} hosts`,
    `${budget.failed} failed${budget.allowed === undefined ? '' : ` (${budget.allowed} allowed)`}`,
    ...(view.pool ? [`at least ${view.pool.floor} in service`] : []),
    formatDuration(view.elapsedMs),
  ].join(' · ');
}
