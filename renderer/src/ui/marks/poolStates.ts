import type { PoolState } from '../../../../shared/model/sighting.ts';

/** `unseen`: no balancer told us, or the host is in no pool. */
export type ShownPoolState = Exclude<PoolState, 'unknown'> | 'unseen';

export function toShownPoolState(state: PoolState | undefined): ShownPoolState {
  return state === undefined || state === 'unknown' ? 'unseen' : state;
}

/** In the order of a legend: from in service to out of sight. */
export const shownPoolStates: readonly ShownPoolState[] = [
  'up',
  'comingUp',
  'goingDown',
  'down',
  'drain',
  'maintenance',
  'notLoadBalanced',
  'noCheck',
  'unseen',
];

export const poolStateWords: Readonly<Record<ShownPoolState, string>> = {
  up: 'up',
  comingUp: 'coming up',
  goingDown: 'going down',
  down: 'down',
  drain: 'drain',
  maintenance: 'maintenance',
  notLoadBalanced: 'not load balanced',
  noCheck: 'no check',
  unseen: 'not seen',
};

/** Which release a host runs, seen from the newest one of its environment. */
export type BuildFill = 'new' | 'old' | 'unknown';

export const buildFillWords: Readonly<Record<BuildFill, string>> = {
  new: 'new release',
  old: 'old release',
  unknown: 'release unknown',
};

export interface HostMark {
  readonly host: string;
  readonly build: BuildFill;
  readonly pool: ShownPoolState;
}
