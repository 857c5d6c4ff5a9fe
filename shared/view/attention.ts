import { describeDrift } from './drift.ts';
import type { HostCell } from './hostCell.ts';
import { isServing } from './poolCell.ts';
import { stepText } from './stepText.ts';

/** Why a person should look at a host. */
export interface Attention {
  readonly kind: 'debt' | 'leftOpen' | 'drift' | 'notSeen' | 'unhealthy' | 'outOfPool' | 'balancerNotSeen';
  readonly message: string;
}

/** While a rollout works on a host, being out or not yet healthy is how it should be. */
export function attentionOf(cell: Omit<HostCell, 'attention'>): readonly Attention[] {
  return [
    ...debts(cell),
    ...leftOpen(cell),
    ...drift(cell),
    ...sight(cell),
    ...(cell.rollout ? [] : [...health(cell), ...pools(cell)]),
  ];
}

function debts(cell: Pick<HostCell, 'debts'>): Attention[] {
  return cell.debts.map((debt) => ({ kind: 'debt', message: debt.reason }));
}

/** What was begun and never finished: a person has to look. Where it is a debt, that says so already. */
function leftOpen({ leftOpen: left, debts }: Pick<HostCell, 'leftOpen' | 'debts'>): Attention[] {
  if (!left || debts.some((debt) => debt.rolloutId === left.rolloutId)) return [];
  const message = `a rollout of ${left.version} was interrupted here during "${stepText(left.step)}"`;
  return [{ kind: 'leftOpen', message }];
}

function drift(cell: Pick<HostCell, 'drift'>): Attention[] {
  return cell.drift ? [{ kind: 'drift', message: describeDrift(cell.drift) }] : [];
}

function sight({ observed }: Pick<HostCell, 'observed'>): Attention[] {
  return observed.kind === 'notSeen' ? [{ kind: 'notSeen', message: observed.message }] : [];
}

function health({ observed }: Pick<HostCell, 'observed'>): Attention[] {
  if (observed.kind !== 'seen' || observed.health !== 'failing') return [];
  return [{ kind: 'unhealthy', message: observed.healthDetail ?? 'its health check fails' }];
}

function pools(cell: Pick<HostCell, 'pools'>): Attention[] {
  const out = cell.pools.filter((pool) => isServing(pool) === false);
  const message = out
    .map((pool) => `${pool.kind === 'seen' ? pool.status : 'unknown there'} on ${pool.balancer}`)
    .join(', ');
  return [
    ...(out.length > 0 ? [{ kind: 'outOfPool' as const, message }] : []),
    ...cell.pools.flatMap((pool): Attention[] =>
      pool.kind === 'notSeen'
        ? [{ kind: 'balancerNotSeen', message: `${pool.balancer}: ${pool.message}` }]
        : [],
    ),
  ];
}
