import { medianOf } from '../lib/statistics.ts';
import { printTable } from '../lib/report.ts';
import type { MatrixNumbers } from './measureMatrix.ts';
import type { RolloutNumbers } from './measureRollout.ts';
import type { StartNumbers } from './measureStart.ts';

/** What was measured, in its unit; with a goal it has to be below, or at it where the goal is 0. */
export interface Row {
  readonly name: string;
  readonly unit: 'ms' | 'MB' | '1/s' | 'count';
  readonly value: number;
  /** What the value was taken from. */
  readonly of: { readonly median: number; readonly most: number; readonly count: number };
  readonly goal?: number;
  readonly met?: boolean;
}

export function toMatrixRows({ paint, scroll, update, heapBytes }: MatrixNumbers): readonly Row[] {
  return [
    row(
      'matrix: first paint after its last frame arrived',
      'ms',
      paint.map((it) => it.sinceLastFrame),
      medianOf,
      1_000,
    ),
    row(
      'matrix: the same with the work on earlier frames',
      'ms',
      paint.map((it) => it.withEarlierWork),
      medianOf,
    ),
    row(
      'matrix: size of its frames',
      'MB',
      paint.map((it) => it.megabytes),
      medianOf,
    ),
    row('matrix: a scroll frame, main thread, 95th percentile', 'ms', scroll.threadMs, p95Of, 8),
    row('matrix: the same, turned by the clock', 'ms', scroll.byClockThreadMs, p95Of),
    row('matrix: the same, turned and taken by the clock', 'ms', scroll.byClockWallMs, p95Of),
    row(
      'matrix: an update of many hosts, main thread, all tasks',
      'ms',
      update.map((it) => it.threadMs),
      medianOf,
      50,
    ),
    row(
      'matrix: the longest task of an update',
      'ms',
      update.map((it) => it.longestTaskMs),
      medianOf,
    ),
    row(
      'matrix: JS heap after collection',
      'MB',
      heapBytes.map((it) => it / 1e6),
      mostOf,
      400,
    ),
  ];
}

export function toRolloutRows(numbers: RolloutNumbers): readonly Row[] {
  return [
    row('rollout: events a second', '1/s', [numbers.eventsPerSecond], medianOf),
    row('rollout: dropped transitions', 'count', [numbers.dropped], mostOf, 0),
    row('rollout: key to paint, 95th percentile', 'ms', numbers.latenciesMs, p95Of, 100),
    row('rollout: screen behind the last event', 'ms', [numbers.behindMs], medianOf),
  ];
}

export function toStartRows({ appMs, pageMs }: StartNumbers): readonly Row[] {
  return [
    row('start: the app opens the journal', 'ms', appMs, medianOf),
    row('start: the page, from its address to the newest records', 'ms', pageMs, medianOf),
    row(
      'start: both',
      'ms',
      pageMs.map((ms, index) => ms + (appMs[index] ?? 0)),
      medianOf,
      1_000,
    ),
  ];
}

/** A table, or with `json` one object; then the exit code: 1 where a goal is missed. */
export function printRows(
  rows: readonly Row[],
  about: { readonly settings: object; readonly load: readonly number[] },
  options: { readonly json: boolean },
): void {
  const goals = rows.flatMap(({ name, value, goal, met }) =>
    goal === undefined ? [] : [{ name, value, goal, met }],
  );
  const met = goals.every((it) => it.met === true);
  if (options.json) console.log(JSON.stringify({ met, goals, rows, ...about }));
  else {
    const show = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
    printTable({
      title: `The renderer in Chromium; load ${about.load.join(' → ')}`,
      head: ['', 'unit', 'measured', 'median', 'most', 'of', 'goal', ''],
      rows: rows.map((it) => [
        it.name,
        it.unit,
        show(it.value),
        show(it.of.median),
        show(it.of.most),
        it.of.count,
        it.goal === undefined ? '' : it.goal === 0 ? '0' : `< ${it.goal}`,
        it.met === undefined ? '' : it.met ? 'met' : 'MISSED',
      ]),
    });
  }
  process.exitCode = met ? 0 : 1;
}

function row(
  name: string,
  unit: Row['unit'],
  numbers: readonly number[],
  take: (numbers: readonly number[]) => number,
  goal?: number,
): Row {
  const value = take(numbers);
  const of = { median: medianOf(numbers), most: mostOf(numbers), count: numbers.length };
  if (goal === undefined) return { name, unit, value, of };
  return { name, unit, value, of, goal, met: goal === 0 ? value === 0 : value < goal };
}

function mostOf(numbers: readonly number[]): number {
  return Math.max(...numbers);
}

function p95Of(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const found = sorted[Math.ceil(sorted.length * 0.95) - 1];
  if (found === undefined) throw new Error('no numbers, no percentile');
  return found;
}
