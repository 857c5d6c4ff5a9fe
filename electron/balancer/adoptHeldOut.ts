import { holdState } from './balancerMemory.ts';
import type { PoolMemberRef } from './poolMember.ts';
import { findServer, onAll, type PoolReach } from './poolReach.ts';

/** See `PoolControl.adopt`. */
export async function adoptHeldOut(
  reach: PoolReach,
  members: readonly PoolMemberRef[],
  o: { readonly signal?: AbortSignal },
): Promise<void> {
  const names = [...new Set(members.flatMap(({ balancers }) => balancers))];
  await onAll(names, async (name) => {
    const { watch, memory } = reach.balancer(name);
    const here = members.filter(({ balancers }) => balancers.includes(name));
    const seen = await watch.observe({ ...o, backends: [...new Set(here.map(({ backend }) => backend))] });
    for (const member of here) {
      const { forcedMaint, forcedDrain } = findServer(seen, member)?.admin ?? {};
      if (forcedMaint === true) holdState(memory, member, 'maintain');
      else if (forcedDrain === true) holdState(memory, member, 'drain');
    }
  });
}
