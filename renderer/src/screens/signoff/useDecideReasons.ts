import type { Eligibility } from '../../../../shared/model/eligibility.ts';
import { reasonsAgainst } from '../../../../shared/view/standingGroups.ts';
import { useIdentity } from '../../stores/useStores.ts';

/** Why who is at this desktop may not sign, each reason by itself; empty for those who may. */
export function useDecideReasons(
  persons: Eligibility['persons'] | undefined,
  isLooking: boolean,
): readonly string[] {
  const session = useIdentity((state) => state.session);
  if (!session) return ['Nobody has unlocked this desktop'];
  if (persons) {
    return reasonsAgainst(persons, session.person).map((reason) => `${session.displayName}: ${reason}`);
  }
  return [
    isLooking
      ? 'Hosts, balancers, repositories and policy are being looked at'
      : 'It cannot be told who may sign until the gates hold',
  ];
}
