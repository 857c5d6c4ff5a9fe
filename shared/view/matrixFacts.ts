import type { PoolState } from '../model/sighting.ts';
import type { HostCell, RecordedRelease } from './hostCell.ts';
import { isOpen, type MatrixCell } from './matrix.ts';
import { isServing, type PoolCell } from './poolCell.ts';

/** What a host's release is, seen from the one that its environment goes to. */
export type HostBuild = 'new' | 'old' | 'unknown';

/**
 * The version that a cell is named by: the one that was brought there last, if it is seen on any host at all, else
 * the one seen on most hosts. `undefined` when none is seen.
 */
export function shownVersionOf(cell: MatrixCell): string | undefined {
  const seen = cell.versions.flatMap(({ version }) => (version === undefined ? [] : [version]));
  const { rollout } = cell;
  if (rollout && isOpen(rollout.status) && seen.includes(rollout.version)) return rollout.version;
  let last: RecordedRelease | undefined;
  for (const { recorded } of cell.hosts) {
    if (recorded && (last === undefined || recorded.at > last.at) && seen.includes(recorded.version))
      last = recorded;
  }
  return last?.version ?? seen[0];
}

export function buildOf(host: HostCell, shownVersion: string | undefined): HostBuild {
  const version = observedVersionOf(host);
  if (version === undefined || shownVersion === undefined) return 'unknown';
  return version === shownVersion ? 'new' : 'old';
}

export function observedVersionOf({ observed }: HostCell): string | undefined {
  return observed.kind === 'seen' ? observed.release?.version : undefined;
}

/**
 * The share of traffic that hosts with this version get, 0 to 1, by the weights of the servers in service;
 * `undefined` when no balancer told, or none has a server in service.
 */
export function trafficShareOf(cell: MatrixCell, version: string | undefined): number | undefined {
  let all = 0;
  let on = 0;
  for (const host of cell.hosts) {
    const weight = host.pools.reduce((sum, pool) => sum + weightOf(pool), 0);
    all += weight;
    if (version !== undefined && observedVersionOf(host) === version) on += weight;
  }
  return all === 0 ? undefined : on / all;
}

function weightOf(pool: PoolCell): number {
  return pool.kind === 'seen' && isServing(pool) === true ? (pool.weight ?? 0) : 0;
}

/** From what matters most to what matters least when balancers disagree. */
const gravest: readonly PoolState[] = [
  'down',
  'maintenance',
  'drain',
  'comingUp',
  'goingDown',
  'notLoadBalanced',
  'unknown',
  'noCheck',
  'up',
];

/** One word for all balancers: the gravest; `undefined` when none told, or the host is in no pool. */
export function gravestPoolStateOf(host: Pick<HostCell, 'pools'>): PoolState | undefined {
  let found: PoolState | undefined;
  for (const pool of host.pools) {
    const state = poolStateOf(pool);
    if (state === undefined) continue;
    if (found === undefined || gravest.indexOf(state) < gravest.indexOf(found)) found = state;
  }
  return found;
}

function poolStateOf(pool: PoolCell): PoolState | undefined {
  if (pool.kind === 'absent') return 'notLoadBalanced';
  return pool.kind === 'seen' ? pool.state : undefined;
}

/** When the oldest sighting of a host that was seen was made; `undefined` if none was. */
export function oldestSightingOf(cell: MatrixCell): string | undefined {
  let oldest: string | undefined;
  for (const { observed } of cell.hosts) {
    if (observed.kind === 'seen' && (oldest === undefined || observed.at < oldest)) oldest = observed.at;
  }
  return oldest;
}

/** How a cell stands, as one word to group and filter by. */
export type CellState = 'attention' | 'rolling' | 'unknown' | 'steady';

export function cellStateOf(cell: MatrixCell): CellState {
  if (cell.rollout && isOpen(cell.rollout.status)) return 'rolling';
  if (cell.attention > 0 || isLeftBehind(cell)) return 'attention';
  return cell.hosts.some((host) => observedVersionOf(host) === undefined) ? 'unknown' : 'steady';
}

/** The newest rollout here did not come to its end, and nothing has been rolled out since. */
export function isLeftBehind(cell: MatrixCell): boolean {
  const status = cell.rollout?.status;
  return status?.kind === 'interrupted' || (status?.kind === 'finished' && status.result === 'failed');
}
