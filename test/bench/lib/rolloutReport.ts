import { hostStepKind, stagingStepKind } from '../../../shared/model/plan.ts';
import type { AppSections } from './appRollout.ts';
import { resultsOf } from './inTurns.ts';
import { judge, milliseconds, seconds, type PrintedTable, type Ratio, type Report } from './report.ts';
import { medianOf, sumOf } from './statistics.ts';

export const rolloutSides = ['ansible', 'shell', 'script', 'app'] as const;
export type RolloutSide = (typeof rolloutSides)[number];

export interface MeasuredRollout {
  readonly totalMs: number;
  /** Processor time of this process only: hosts and balancers have their own. */
  readonly cpuMs: number;
  /** How long each step took on each host, by kind; the app stages several hosts at once. Unknown of other people's programs. */
  readonly steps: ReadonlyMap<string, readonly number[]>;
  readonly sections?: AppSections;
}

export interface RolloutSettings {
  readonly hosts: number;
  readonly runs: number;
  readonly megabytes: number;
  readonly warmMs: number;
  /** Load of the machine before and after. */
  readonly load: readonly number[];
}

type Results = ReadonlyMap<RolloutSide, readonly MeasuredRollout[]>;

export interface BatchResults {
  /** Hosts beside each other. */
  readonly batch: number;
  readonly results: Results;
}

const titles: Readonly<Record<RolloutSide, string>> = {
  ansible: 'ansible-playbook',
  shell: 'ssh and scp script',
  script: 'bare ssh2 script',
  app: 'Signalbox',
};

/** Phases that wait for the service or for HAProxy's checks: equal on both sides, and no work. */
const waits: ReadonlySet<string> = new Set(['check', 'awaitPoolHealthy', 'awaitInService', 'awaitDrained']);
const phases = ['connect', ...stagingStepKind.options, ...hostStepKind.options, 'disconnect'];

export function reportRollouts(measured: readonly BatchResults[], settings: RolloutSettings): Report {
  const [oneByOne] = measured;
  if (!oneByOne) throw new Error('nothing was measured');
  const { results } = oneByOne;
  const rows = measured.flatMap((it) => rolloutSides.map((side) => toRow(it, side)));
  const perPhase = phases.flatMap((phase) => toPhase(results, phase, settings.hosts));
  const sections = toSections(resultsOf(results, 'app'));
  const mix = toMix(resultsOf(results, 'script'));
  const { hosts, megabytes, load, warmMs } = settings;
  return {
    rows,
    ratios: measured.flatMap((it) => toGoals(it)),
    about: { settings, perPhaseMs: perPhase, appSectionsMs: sections, scriptMix: mix },
    tables: [
      {
        title: `Rolling ${hosts} hosts, ${megabytes} MB each, load ${load.join(' → ')}`,
        head: ['batches of', '', 'median', 'fastest', 'slowest', 'a host', 'own processor time'],
        rows: rows.map((row) => [
          row.batch,
          titles[row.side],
          seconds(row.medianMs),
          seconds(row.fastestMs),
          seconds(row.slowestMs),
          milliseconds(row.medianMs / hosts),
          // What other programs need is not this process's.
          row.side === 'app' || row.side === 'script' ? seconds(row.cpuMs) : '',
        ]),
      },
      toPhaseTable(perPhase, warmMs),
      {
        title: 'Where the app’s time goes, one by one (medians)',
        head: ['section', 'time'],
        rows: Object.entries(sections).map(([section, ms]) => [section, seconds(ms)]),
      },
      {
        title: 'What the bare script’s time is made of, one by one',
        head: ['', 'of all', 'of its work, waits left out'],
        rows: mix.map(({ what, ofAll, ofWork }) => [what, percent(ofAll), percent(ofWork)]),
      },
    ],
  };
}

function toGoals({ batch, results }: BatchResults): Ratio[] {
  const median = (side: RolloutSide): number =>
    medianOf(resultsOf(results, side).map(({ totalMs }) => totalMs));
  const compare = (side: RolloutSide, asked: number): Ratio =>
    judge({
      name: `${titles[side]} / Signalbox, batches of ${batch}`,
      asked,
      bound: 'atLeast',
      measured: median(side) / median('app'),
    });
  if (batch === 1) return [compare('ansible', 12), compare('shell', 2), compare('script', 1)];
  return [compare('ansible', 1), compare('shell', 1), compare('script', 1)];
}

function toRow({ batch, results }: BatchResults, side: RolloutSide) {
  const totals = resultsOf(results, side).map((result) => result.totalMs);
  return {
    batch,
    side,
    medianMs: medianOf(totals),
    fastestMs: Math.min(...totals),
    slowestMs: Math.max(...totals),
    runsMs: totals,
    cpuMs: medianOf(resultsOf(results, side).map((result) => result.cpuMs)),
  };
}

interface Phase {
  readonly phase: string;
  readonly script?: number;
  readonly app?: number;
}

/** A host's mean in each run, and of those the median; nothing for a phase that neither side has. */
function toPhase(results: Results, phase: string, hosts: number): Phase[] {
  const of = (side: RolloutSide): number | undefined => {
    const means = resultsOf(results, side).flatMap(({ steps }) => {
      const durations = steps.get(phase);
      return durations ? [sumOf(durations) / hosts] : [];
    });
    return means.length === 0 ? undefined : medianOf(means);
  };
  const script = of('script');
  const app = of('app');
  if (script === undefined && app === undefined) return [];
  return [{ phase, ...(script === undefined ? {} : { script }), ...(app === undefined ? {} : { app }) }];
}

function toPhaseTable(perPhase: readonly Phase[], warmMs: number): PrintedTable {
  const show = (ms: number | undefined): string => (ms === undefined ? '' : milliseconds(ms));
  return {
    title: `A host’s phases; the service warms for ${warmMs} ms; the app stages many hosts at once, and connects there`,
    head: ['phase', 'script', 'app'],
    rows: perPhase.map(({ phase, script, app }) => [
      waits.has(phase) ? `${phase} (wait)` : phase,
      show(script),
      show(app),
    ]),
  };
}

function toSections(runs: readonly MeasuredRollout[]): Readonly<Record<string, number>> {
  const names: readonly (keyof AppSections)[] = ['preparing', 'staging', 'steps', 'betweenSteps', 'closing'];
  return Object.fromEntries(
    names.map((name) => [name, medianOf(runs.map(({ sections }) => sections?.[name] ?? 0))]),
  );
}

interface Share {
  readonly what: string;
  readonly ofAll: number;
  readonly ofWork: number;
}

/** How much of the script is upload and so on: says whether the size of the artifact is a realistic one. */
function toMix(runs: readonly MeasuredRollout[]): Share[] {
  const sum = (phase: string): number => medianOf(runs.map(({ steps }) => sumOf(steps.get(phase) ?? [])));
  const all = medianOf(runs.map(({ totalMs }) => totalMs));
  const waiting = sumOf([...waits].map(sum));
  const groups: readonly (readonly [string, number])[] = [
    ['connect', sum('connect')],
    ['upload', sum('stage')],
    ['SHA-256', sum('verify')],
    ['unpack', sum('unpack')],
    ['waiting', waiting],
  ];
  return groups.map(([what, ms]) => ({
    what,
    ofAll: ms / all,
    ofWork: what === 'waiting' ? 0 : ms / (all - waiting),
  }));
}

function percent(share: number): string {
  return share === 0 ? '' : `${Math.round(share * 100)} %`;
}
