import type { ProgressTick } from '../contract/rolloutArea.ts';
import type { HostProgress, RolloutState, RolloutStatus } from '../journal/state.ts';
import { hostStepKind, stagingStepKind, type Plan, type StepKind } from '../model/plan.ts';
import type { HostOutcome, HostPhase } from '../model/rollout.ts';
import { failuresAllowedIn } from './settingsWords.ts';
import { stepCellsOf, type StepCell } from './stepCell.ts';

/** A rollout as hosts × steps, with everything a person follows it by. */
export interface RolloutView {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly requestedBy: string;
  readonly status: RolloutStatus;
  readonly startedAt: string | undefined;
  readonly elapsedMs: number;
  /** The steps of this rollout in order; the same for every host. */
  readonly columns: readonly StepKind[];
  readonly batches: readonly BatchView[];
  /** Failed hosts, of how many are allowed; `allowed` is unknown without the plan. */
  readonly budget: { readonly failed: number; readonly allowed: number | undefined };
  readonly counts: RolloutCounts;
  readonly pool: Plan['pool'];
  /** What becomes of the wish to take it back, where there is one. */
  readonly rollback: RolloutState['rollback'];
}

export interface RolloutCounts {
  readonly hosts: number;
  readonly done: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly skipped: number;
  readonly inFlight: number;
  readonly waiting: number;
}

export interface BatchView {
  /** Counted from 0. */
  readonly index: number;
  readonly state: 'waiting' | 'active' | 'finished';
  readonly hosts: readonly HostRow[];
}

export interface HostRow {
  readonly host: string;
  readonly phase: HostPhase;
  readonly outcome: HostOutcome | undefined;
  readonly steps: readonly StepCell[];
  /** The step that is running, or that failed. */
  readonly current: StepCell | undefined;
  /** From the first step to the last result, staging left out; `undefined` before it left the staging. */
  readonly tookMs: number | undefined;
  readonly live: LiveProgress;
}

/** The newest tick of each kind; not recorded anywhere. */
export interface LiveProgress {
  readonly upload?: { readonly sentBytes: number; readonly totalBytes: number };
  readonly sessions?: readonly {
    readonly balancer: string;
    readonly sessions: number;
    readonly queued: number;
  }[];
  readonly output?: { readonly stepId: string; readonly tail: string };
  readonly note?: string;
}

/** @param plan `undefined` when its blob cannot be had: then the columns are the steps seen so far. */
export function rolloutViewOf(
  plan: Plan | undefined,
  rollout: RolloutState,
  ticks: readonly ProgressTick[],
  now: Date,
): RolloutView {
  const columns = columnsOf(plan, rollout);
  const isOver = rollout.status.kind === 'finished' || rollout.status.kind === 'interrupted';
  const ticksOf = Map.groupBy(
    ticks.filter((tick) => tick.rolloutId === rollout.id),
    (tick): string => tick.host,
  );
  const rows = Object.values(rollout.hosts).map((host) => ({
    batch: host.batch,
    row: knownRowOf(host, columns, isOver, ticksOf.get(host.host) ?? []),
  }));
  const hosts = rows.map(({ row }) => row);
  return {
    id: rollout.id,
    service: rollout.service,
    environment: rollout.environment,
    version: rollout.release.version,
    requestedBy: rollout.requestedBy,
    status: rollout.status,
    startedAt: rollout.startedAt,
    elapsedMs: Math.max(0, endOf(rollout, now) - Date.parse(rollout.startedAt ?? rollout.requestedAt)),
    columns,
    batches: rollout.batches.map((_, index) =>
      batchOf(
        index,
        rows.flatMap(({ batch, row }) => (batch === index ? [row] : [])),
      ),
    ),
    budget: { failed: hosts.filter(isFailed).length, allowed: plan && failuresAllowedIn(plan) },
    counts: countHosts(hosts),
    pool: plan?.pool,
    rollback: rollout.rollback,
  };
}

/** In the order of a host's life; `holdOut` only where a failure led to it. */
function columnsOf(plan: Plan | undefined, rollout: RolloutState): readonly StepKind[] {
  const used = new Set<StepKind>([
    ...(plan?.hosts ?? []).flatMap((host) =>
      [...host.staging, ...host.steps, ...(host.raising ?? [])].map((step) => step.kind),
    ),
    ...Object.values(rollout.hosts).flatMap((host) => host.steps.map((step) => step.kind)),
  ]);
  const order: readonly StepKind[] = [...stagingStepKind.options, ...hostStepKind.options, 'holdOut'];
  return order.filter((kind) => used.has(kind));
}

/** A host's progress is another object whenever anything about it changes: until then its row is the same. */
const rowsOf = new WeakMap<HostProgress, { readonly drawnFor: string; readonly row: HostRow }>();

function knownRowOf(
  host: HostProgress,
  columns: readonly StepKind[],
  isOver: boolean,
  ticks: readonly ProgressTick[],
): HostRow {
  if (ticks.length > 0) return rowOf(host, columns, isOver, ticks);
  const drawnFor = `${isOver} ${columns.join(' ')}`;
  const known = rowsOf.get(host);
  if (known?.drawnFor === drawnFor) return known.row;
  const row = rowOf(host, columns, isOver, ticks);
  rowsOf.set(host, { drawnFor, row });
  return row;
}

function rowOf(
  host: HostProgress,
  columns: readonly StepKind[],
  isOver: boolean,
  ticks: readonly ProgressTick[],
): HostRow {
  const steps = stepCellsOf(host, columns, isOver);
  return {
    host: host.host,
    phase: host.phase,
    outcome: host.outcome,
    steps,
    current:
      steps.find((step) => step.state === 'running' || step.state === 'lost') ??
      steps.find((step) => step.state === 'failed'),
    tookMs: timeTaken(steps),
    live:
      host.outcome || isOver
        ? {}
        : liveOf(
            ticks,
            steps.find((step) => step.state === 'running'),
          ),
  };
}

function timeTaken(steps: readonly StepCell[]): number | undefined {
  const staging = new Set<StepKind>(stagingStepKind.options);
  const ended = steps.filter((step) => step.durationMs !== undefined && !staging.has(step.kind));
  const first = ended[0]?.begunAt;
  if (first === undefined) return undefined;
  return (
    Math.max(...ended.map((step) => Date.parse(step.begunAt ?? first) + (step.durationMs ?? 0))) -
    Date.parse(first)
  );
}

/** Steps that wait for something and say for what. */
const notingSteps: readonly (StepKind | undefined)[] = ['drain', 'check', 'smoke'];

/** Ticks outlive their step for a moment; only those of the step that is running are true. */
function liveOf(ticks: readonly ProgressTick[], running: StepCell | undefined): LiveProgress {
  return ticks.reduce<LiveProgress>((live, tick) => {
    switch (tick.kind) {
      case 'upload':
        return running?.kind === 'stage'
          ? { ...live, upload: { sentBytes: tick.sentBytes, totalBytes: tick.totalBytes } }
          : live;
      case 'sessions':
        return running?.kind === 'awaitDrained' ? { ...live, sessions: tick.sessions } : live;
      case 'output':
        return tick.stepId.endsWith(`/${running?.kind}`)
          ? { ...live, output: { stepId: tick.stepId, tail: tick.tail } }
          : live;
      case 'note':
        return notingSteps.includes(running?.kind) ? { ...live, note: tick.text } : live;
    }
  }, {});
}

function batchOf(index: number, hosts: readonly HostRow[]): BatchView {
  if (hosts.every((host) => host.outcome)) return { index, state: 'finished', hosts };
  const active = hosts.some((host) => host.outcome !== undefined || isInFlight(host));
  return { index, state: active ? 'active' : 'waiting', hosts };
}

function countHosts(hosts: readonly HostRow[]): RolloutCounts {
  const count = (is: (host: HostRow) => boolean): number => hosts.filter(is).length;
  return {
    hosts: hosts.length,
    done: count((host) => host.outcome?.kind === 'done'),
    unchanged: count((host) => host.outcome?.kind === 'unchanged'),
    failed: count(isFailed),
    skipped: count((host) => host.outcome?.kind === 'skipped'),
    inFlight: count(isInFlight),
    waiting: count((host) => !host.outcome && !isInFlight(host)),
  };
}

/** Being worked on in its turn; staging, which happens on all hosts first, does not count. */
function isInFlight(host: HostRow): boolean {
  const early: readonly HostPhase[] = ['planned', 'staging', 'staged'];
  return (
    !host.outcome &&
    (!early.includes(host.phase) || host.current?.kind === 'inspect' || host.current?.kind === 'precheck')
  );
}

export function isFailed(host: Pick<HostRow, 'outcome'>): boolean {
  const { outcome } = host;
  return (
    outcome !== undefined &&
    outcome.kind !== 'done' &&
    outcome.kind !== 'unchanged' &&
    outcome.kind !== 'skipped'
  );
}

/** An interrupted rollout did nothing after the last thing that is recorded of it. */
export function endOf(rollout: RolloutState, now: Date): number {
  if (rollout.finishedAt !== undefined) return Date.parse(rollout.finishedAt);
  if (rollout.status.kind !== 'interrupted') return now.getTime();
  const steps = Object.values(rollout.hosts).flatMap((host) => host.steps);
  return steps.reduce(
    (latest, step) => Math.max(latest, Date.parse(step.begunAt) + (step.result?.durationMs ?? 0)),
    Date.parse(rollout.startedAt ?? rollout.requestedAt),
  );
}
