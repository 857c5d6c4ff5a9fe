import { resultsOf } from './inTurns.ts';
import { judge, milliseconds, type Report } from './report.ts';
import { medianOf } from './statistics.ts';

export type ObservingSide = 'ssh' | 'app';

export interface ObserveSettings {
  readonly hosts: number;
  readonly sshds: number;
  readonly runs: number;
  readonly clientsAtOnce: number;
  /** Load of the machine before and after. */
  readonly load: readonly number[];
}

type Results = ReadonlyMap<ObservingSide, readonly number[]>;

export function reportObservations(results: Results, settings: ObserveSettings): Report {
  const ssh = toRow(results, 'ssh');
  const app = toRow(results, 'app');
  const { hosts, sshds, clientsAtOnce, load } = settings;
  const names = {
    ssh: `ssh with ControlMaster, ${clientsAtOnce} clients at once`,
    app: 'app, one warm shell a host',
  };
  return {
    rows: [ssh, app],
    ratios: [
      judge({
        name: 'ssh / app, medians',
        asked: 10,
        bound: 'atLeast',
        measured: ssh.medianMs / app.medianMs,
      }),
    ],
    about: { settings },
    tables: [
      {
        title: `One look at ${hosts} hosts (${sshds} sshd, a connection each), load ${load.join(' → ')}`,
        head: ['', 'median', 'fastest', 'slowest', 'a host'],
        rows: [ssh, app].map((row) => [
          names[row.side],
          milliseconds(row.medianMs),
          milliseconds(row.fastestMs),
          milliseconds(row.slowestMs),
          milliseconds(row.medianMs / hosts),
        ]),
      },
    ],
  };
}

function toRow(results: Results, side: ObservingSide) {
  const runsMs = resultsOf(results, side);
  return {
    side,
    medianMs: medianOf(runsMs),
    fastestMs: Math.min(...runsMs),
    slowestMs: Math.max(...runsMs),
    runsMs,
  };
}
