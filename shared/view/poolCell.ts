import type { FleetSnapshot } from '../contract/fleetArea.ts';
import type { PoolState } from '../model/sighting.ts';
import { ageOf } from './formatAge.ts';

/** A host's server as one balancer sees it. */
export type PoolCell = { readonly balancer: string } & (
  | {
      readonly kind: 'seen';
      readonly ageMs: number;
      readonly state: PoolState;
      /** HAProxy's own words. */
      readonly status: string;
      /** Absent where the balancer does not tell. */
      readonly sessions?: number | undefined;
      readonly queued?: number | undefined;
      readonly weight?: number | undefined;
    }
  /** The balancer answers but has no such server. */
  | { readonly kind: 'absent'; readonly ageMs: number }
  | { readonly kind: 'notSeen'; readonly ageMs: number; readonly message: string }
  | { readonly kind: 'notLooked' }
);

export function poolCellOf(of: {
  readonly balancer: string;
  readonly backend: string | undefined;
  readonly server: string | undefined;
  readonly fleet: FleetSnapshot;
  readonly now: Date;
}): PoolCell {
  const { balancer } = of;
  const sighting = of.fleet.balancers.find((it) => it.balancer === balancer);
  if (!sighting) return { balancer, kind: 'notLooked' };
  const ageMs = ageOf(sighting.at, of.now);
  if (sighting.kind === 'notSeen') return { balancer, kind: 'notSeen', ageMs, message: sighting.message };
  const found = sighting.servers.find((it) => it.backend === of.backend && it.server === of.server);
  if (!found) return { balancer, kind: 'absent', ageMs };
  const { state, status, sessions, queued, weight } = found;
  return { balancer, kind: 'seen', ageMs, state, status, sessions, queued, weight };
}

/** Does it take new clients? `undefined` when that is not known. */
export function isServing(cell: PoolCell): boolean | undefined {
  switch (cell.kind) {
    case 'absent':
      return false;
    case 'notSeen':
    case 'notLooked':
      return undefined;
    case 'seen':
      return isServingState(cell.state);
  }
}

function isServingState(state: PoolState): boolean | undefined {
  switch (state) {
    case 'up':
    case 'goingDown':
    case 'noCheck':
      return true;
    case 'comingUp':
    case 'down':
    case 'drain':
    case 'maintenance':
    case 'notLoadBalanced':
      return false;
    case 'unknown':
      return undefined;
  }
}
