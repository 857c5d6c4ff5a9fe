import { Fault } from '../../shared/protocol/fault.ts';
import { holdWeight, keyOf, releaseWeight } from './balancerMemory.ts';
import { isUp } from './capacity.ts';
import { setWeight } from './lines.ts';
import type { PoolMemberRef, SentLine } from './poolMember.ts';
import type { MemberSighting, PoolReach } from './poolReach.ts';
import { verifyAcknowledged } from './runtimeReply.ts';

export interface PoolShare extends SentLine {
  readonly weight: number;
  readonly initialWeight: number;
  /** Its part of the traffic: its weight by the sum over the servers that are up; 0 while it is not up itself. */
  readonly share: number;
}

/**
 * Sets the weight to `percent` of the configured one, on all balancers. Refuses before anything is sent what
 * HAProxy would accept and turn into something else (trap 7). Faults: INVALID_INPUT, and as `perform`.
 */
export async function setShare(
  reach: PoolReach,
  member: PoolMemberRef,
  percent: number,
  o: { signal?: AbortSignal },
): Promise<readonly PoolShare[]> {
  if (!(percent >= 0 && percent <= 100))
    throw new Fault('INVALID_INPUT', `${percent} % is no share: it goes from 0 to 100`);
  const before = await reach.observeMember(member, o);
  const planned = before.map((one) => ({ one, weight: weightFor(one, percent) }));

  const sent: (SentLine & { readonly weight: number })[] = [];
  for (const { one, weight } of planned) sent.push(await sendWeight(reach, one, weight, o));

  const after = await reach.observeMember(member, o);
  return sent.map(({ balancer, line, reply, weight }) => {
    const seen = after.find((one) => one.balancer === balancer);
    if (seen?.server.userWeight !== weight) {
      throw new Fault(
        'BALANCER_REFUSED',
        `balancer ${balancer} took weight ${weight} for ${keyOf(member)} and reads ${seen?.server.userWeight}`,
      );
    }
    return { balancer, line, reply, weight, initialWeight: seen.server.initialWeight, share: shareOf(seen) };
  });
}

/** HAProxy itself refuses a weight in between for the map-based hashes, which its table does not tell apart. */
function weightFor({ balancer, seen, server }: MemberSighting, percent: number): number {
  const weight = Math.floor((server.initialWeight * percent) / 100);
  const where = `for ${keyOf(server)} on balancer ${balancer}`;
  if (weight === 0 && percent > 0) {
    throw new Fault(
      'INVALID_INPUT',
      `weight ${percent} % of ${server.initialWeight} is 0 ${where}: it would get no traffic at all`,
      {
        wayOut:
          'Configure larger weights ("weight 100" on every server of the backend), so that a part of one is a whole number.',
      },
    );
  }
  const algorithm = seen.backends.find(({ backend }) => backend === server.backend)?.algorithm;
  if (algorithm === 'static-rr' && weight !== 0 && weight !== server.initialWeight) {
    throw new Fault(
      'INVALID_INPUT',
      `balance static-rr takes only 0 % and 100 %, not ${percent} %, ${where}`,
      {
        wayOut: 'Use "balance roundrobin" in this backend.',
      },
    );
  }
  return weight;
}

async function sendWeight(
  reach: PoolReach,
  { balancer, server }: MemberSighting,
  weight: number,
  o: { signal?: AbortSignal },
): Promise<SentLine & { readonly weight: number }> {
  const { client, memory } = reach.balancer(balancer);
  const line = setWeight(server, weight);
  const reply = await client.command(line, o);
  verifyAcknowledged(balancer, line, reply);
  // A reload returns to the configured weight by itself: only another one needs to be held.
  if (weight === server.initialWeight) releaseWeight(memory, server);
  else holdWeight(memory, server, weight);
  if (memory.weightsBefore.has(keyOf(server))) memory.weightsBefore.set(keyOf(server), weight);
  return { balancer, line, reply, weight };
}

function shareOf({ seen, server }: MemberSighting): number {
  const up = seen.servers.filter((one) => one.backend === server.backend && !one.backup && isUp(one));
  const sum = up.reduce((total, one) => total + one.weight, 0);
  return sum === 0 || !up.includes(server) ? 0 : server.weight / sum;
}
