import { describeAll, isBlind } from './awaitPoolHealthy.ts';
import { keyOf } from './balancerMemory.ts';
import type { PoolMemberRef, ServiceOutcome, WaitOptions } from './poolMember.ts';
import type { MemberSighting, PoolReach } from './poolReach.ts';
import { waitUntil } from './waitUntil.ts';
import type { WaitParts } from './waitUntil.ts';

/** See `PoolControl.awaitInService`. */
export async function awaitInService(
  reach: PoolReach,
  parts: WaitParts,
  member: PoolMemberRef,
  o: WaitOptions<string>,
): Promise<ServiceOutcome> {
  let saw = '';
  const inService = await waitUntil(parts, o, async () => {
    const seen = await reach.observeMember(member, o.signal === undefined ? {} : { signal: o.signal });
    saw = describeWithWeights(reach, seen);
    o.onProgress?.(saw);
    return seen.every((one) => isInService(one) && hasWeightOfBefore(reach, one)) ? true : undefined;
  });
  if (inService === undefined) return { kind: 'deadline', saw };
  for (const balancer of member.balancers)
    reach.balancer(balancer).memory.weightsBefore.delete(keyOf(member));
  return { kind: 'inService' };
}

/** UP without a count, and slow start over (trap 12); without checks HAProxy never says UP (trap 9). */
function isInService(one: MemberSighting): boolean {
  const { status, admin, throttle } = one.server;
  const serves = (status.kind === 'up' || (status.kind === 'noCheck' && isBlind(one))) && !status.byAgent;
  return serves && throttle === undefined && !admin.forcedDrain && !admin.forcedMaint;
}

/** `ready` does not undo a weight (trap 7). Agents set weights by themselves. */
function hasWeightOfBefore(reach: PoolReach, { balancer, server }: MemberSighting): boolean {
  const before = weightBefore(reach, balancer, server);
  return before === undefined || server.agent.enabled || server.userWeight === before;
}

function weightBefore(
  reach: PoolReach,
  balancer: string,
  name: { backend: string; server: string },
): number | undefined {
  return reach.balancer(balancer).memory.weightsBefore.get(keyOf(name));
}

function describeWithWeights(reach: PoolReach, seen: readonly MemberSighting[]): string {
  const changed = seen
    .filter((one) => !hasWeightOfBefore(reach, one))
    .map(
      ({ balancer, server }) =>
        `${balancer}: weight ${server.userWeight}, was ${weightBefore(reach, balancer, server)}`,
    );
  return [describeAll(seen), ...changed].join('; ');
}
