import { judge, milliseconds, seconds, type Report } from '../lib/report.ts';
import { medianOf } from '../lib/statistics.ts';
import type { AppendRates } from './measureAppends.ts';
import type { Phase, UseOfJournal } from './measureUse.ts';
import type { VerificationTimes } from './measureVerification.ts';

interface Measured {
  readonly appends: AppendRates;
  readonly verification: VerificationTimes;
  readonly use: readonly UseOfJournal[];
}

interface Settings {
  readonly records: number;
  readonly appends: number;
  readonly runs: number;
  readonly load: readonly number[];
}

const phases: readonly Phase[] = ['start', 'state', 'filters', 'verification', 'closing'];

export function reportJournal({ appends, verification, use }: Measured, settings: Settings): Report {
  const rate = (side: keyof AppendRates): number => medianOf(appends[side]);
  const medianMs = (read: (it: UseOfJournal) => number): number => medianOf(use.map(read));
  const [one, many] = ['one at a time', '100 at once'] as const;
  const perSecond = (of: number): string => `${Math.round(of).toLocaleString('en')}/s`;
  const filters = p95Of(use.flatMap((it) => it.filterMs));
  const deep = p95Of(use.flatMap((it) => it.deepMs));
  const openMs = medianMs((it) => it.openMs + it.stateMs + it.firstRecordsMs);
  const blocks = phases.map((phase) => [phase, Math.max(...use.map((it) => it.blockMs[phase]))] as const);
  const longestBlock = Math.max(...blocks.map(([, ms]) => ms));
  const sums = medianOf(verification.sha256sum);
  const verifying = medianOf(verification.verify);
  const ratios = [
    judge({
      name: 'appends one at a time / bare inserts',
      asked: 0.8,
      bound: 'atLeast',
      measured: rate(`journal, ${one}`) / rate(`bare, ${one}`),
    }),
    judge({
      name: 'verification / sha256sum of the bodies',
      asked: 3,
      bound: 'atMost',
      measured: verifying / sums,
    }),
    judge({
      name: 'start, state and newest records, seconds',
      asked: 1.5,
      bound: 'atMost',
      measured: openMs / 1_000,
    }),
    judge({
      name: 'a filter, 95th percentile, milliseconds',
      asked: 200,
      bound: 'atMost',
      measured: filters,
    }),
    judge({
      name: 'main thread in one go, milliseconds',
      asked: 50,
      bound: 'atMost',
      measured: longestBlock,
    }),
  ];
  const rows: readonly (readonly [string, string, string])[] = [
    ...[one, many].map((how): [string, string, string] => [
      `appends, ${how}`,
      perSecond(rate(`journal, ${how}`)),
      `bare inserts ${perSecond(rate(`bare, ${how}`))}`,
    ]),
    ['verification: hashes, chain, blobs, structure', seconds(verifying), `sha256sum ${seconds(sums)}`],
    ['verification: the state folded anew, beside it', seconds(medianOf(verification['fold anew'])), ''],
    ['start: the app serves', milliseconds(medianMs((it) => it.openMs)), 'with a checkpoint'],
    ['start: the state is there', milliseconds(medianMs((it) => it.stateMs)), `${megabytes(use)} MB`],
    ['start: the newest records', milliseconds(medianMs((it) => it.firstRecordsMs)), ''],
    [
      'a filter asked first, 95th percentile',
      milliseconds(filters),
      `of ${use.flatMap((it) => it.filterMs).length}`,
    ],
    ['deep inside what fits, 95th percentile', milliseconds(deep), ''],
    ...blocks.map(([phase, ms]): [string, string, string] => [
      `main thread in one go, ${phase}`,
      milliseconds(ms),
      'of its own processor time',
    ]),
  ];
  return {
    rows: rows.map(([what, measured, beside]) => ({ what, measured, beside })),
    ratios,
    tables: [
      {
        title: `A journal of ${settings.records.toLocaleString('en')} records, load ${settings.load.join(' → ')}`,
        head: ['', 'measured', 'beside'],
        rows,
      },
    ],
    about: { settings, appends, verification, use },
  };
}

function megabytes(use: readonly UseOfJournal[]): string {
  return (Math.max(...use.map((it) => it.stateBytes)) / 1e6).toFixed(1);
}

function p95Of(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}
