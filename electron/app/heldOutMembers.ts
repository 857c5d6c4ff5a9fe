import type { JournalState } from '../../shared/journal/state.ts';
import type { DeploymentTarget } from '../../shared/model/workspace.ts';
import type { PoolMemberRef } from '../balancer/poolMember.ts';
import { memberOf } from '../rollout/planSteps.ts';

/** Hosts that earlier rollouts left out of this pool, as debt: a balancer that is reloaded during the next one must not forget them. */
export function heldOutMembers(
  { debts }: Pick<JournalState, 'debts'>,
  target: DeploymentTarget,
): readonly PoolMemberRef[] {
  const isDebt = (host: string): boolean =>
    Object.values(debts).some(
      (it) => it.service === target.service && it.environment === target.environment && it.host === host,
    );
  return target.placements.flatMap((placement) =>
    isDebt(placement.host) ? (memberOf(target, placement) ?? []) : [],
  );
}
