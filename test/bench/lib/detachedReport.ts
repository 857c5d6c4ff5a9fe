import { resultsOf } from './inTurns.ts';
import { judge, milliseconds, type Report } from './report.ts';
import { medianOf } from './statistics.ts';

export const sleepsMs = [10, 100, 1_000] as const;
type SleepMs = (typeof sleepsMs)[number];

/** How it is run, and for how many milliseconds. */
export type DetachedSide = `${'execute' | 'detached'} ${SleepMs}`;

export const detachedSides = sleepsMs.flatMap((ms): DetachedSide[] => [`execute ${ms}`, `detached ${ms}`]);

/** What a detached step may take, as a multiple of the same command on a channel of its own. */
const asked: Readonly<Record<SleepMs, number>> = { 10: 2, 100: 1.5, 1_000: 1.2 };

export function reportDetached(
  results: ReadonlyMap<DetachedSide, readonly number[]>,
  settings: { readonly runs: number; readonly load: readonly number[] },
): Report {
  const rows = detachedSides.map((side) => {
    const runsMs = resultsOf(results, side);
    const medianMs = medianOf(runsMs);
    return { side, medianMs, fastestMs: Math.min(...runsMs), slowestMs: Math.max(...runsMs) };
  });
  return {
    rows,
    ratios: sleepsMs.map((ms) =>
      judge({
        name: `detached / execute, ${ms} ms, medians`,
        asked: asked[ms],
        bound: 'atMost',
        measured:
          medianOf(resultsOf(results, `detached ${ms}`)) / medianOf(resultsOf(results, `execute ${ms}`)),
      }),
    ),
    about: { settings },
    tables: [
      {
        title: `A command of so many ms, ${settings.runs} runs in turns, load ${settings.load.join(' → ')}`,
        head: ['command', 'median', 'fastest', 'slowest'],
        rows: rows.map((row) => [
          `${row.side} ms`,
          milliseconds(row.medianMs),
          milliseconds(row.fastestMs),
          milliseconds(row.slowestMs),
        ]),
      },
    ],
  };
}
