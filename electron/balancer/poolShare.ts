import { Fault } from '../../shared/protocol/fault.ts';
import { holdWeight, keyOf, releaseWeight } from './balancerMemory.ts';
import { isUp } from './capacity.ts';
import { setWeight, type RuntimeLine } from './lines.ts';
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
  const announced = literalShare(reach, member, percent);
  const before = await reach.observeMember(member, o);
  const planned = before.map((one) => ({ one, weight: weightFor(one, percent) }));
  if (percent < 100) verifyAsAnnounced(member, announced, planned);

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

/** By the configured weights that were seen last; none for a server that was not seen yet. */
export function literalShare(
  reach: PoolReach,
  member: PoolMemberRef,
  percent: number,
): readonly { readonly balancer: string; readonly line: RuntimeLine }[] {
  return member.balancers.flatMap((balancer) => {
    const initial = reach.balancer(balancer).memory.initialWeights.get(keyOf(member));
    return initial === undefined
      ? []
      : [{ balancer, line: setWeight(member, Math.floor((initial * percent) / 100)) }];
  });
}

/** What the plan said is what is sent; the whole weight is given back whatever it is by now. */
function verifyAsAnnounced(
  member: PoolMemberRef,
  announced: ReturnType<typeof literalShare>,
  planned: readonly { readonly one: MemberSighting; readonly weight: number }[],
): void {
  for (const { one, weight } of planned) {
    const said = announced.find(({ balancer }) => balancer === one.balancer);
    if (said === undefined || said.line === setWeight(member, weight)) continue;
    throw new Fault(
      'BALANCER_REFUSED',
      `${keyOf(member)} on balancer ${one.balancer} has another configured weight than the plan assumed: nothing was sent`,
      { wayOut: 'Make the plan again.', retryable: true },
    );
  }
}

/** What several servers of a backend would get together, once each has this part of its configured weight. */
export interface ExpectedShare {
  readonly balancer: string;
  readonly weight: number;
  readonly ofWeight: number;
  /** Of the backend. */
  readonly algorithm: string;
}

/** These take part of a weight with `hash-type consistent` only, and no table tells which type it is (trap 7). */
export function mayRefuseShares({ algorithm }: Pick<ExpectedShare, 'algorithm'>): boolean {
  return ['source', 'uri', 'url_param', 'hdr', 'rdp-cookie', 'hash'].some((name) =>
    algorithm.startsWith(name),
  );
}

/**
 * Read-only, and by the configured weights alone, so that it is the same whoever is down just now. Throws what `share`
 * would refuse, and what an agent would undo. Faults: INVALID_INPUT, and as `preflight`.
 */
export async function expectShare(
  reach: PoolReach,
  members: readonly PoolMemberRef[],
  percent: number,
  o: { signal?: AbortSignal },
): Promise<readonly ExpectedShare[]> {
  const looks = await Promise.all(members.map((member) => reach.observeMember(member, o)));
  const names = [...new Set(members.flatMap(({ balancers }) => balancers))];
  return names.map((balancer) => {
    const on = looks.flat().filter((one) => one.balancer === balancer);
    const weights = new Map(on.map((one) => [keyOf(one.server), weightFor(one, percent)]));
    on.forEach(verifyNoAgent);
    const [first] = on;
    const pool = first?.seen.servers.filter(
      ({ backend, backup }) => backend === first.server.backend && !backup,
    );
    const ofWeight = (pool ?? []).reduce(
      (sum, server) => sum + (weights.get(keyOf(server)) ?? server.initialWeight),
      0,
    );
    const weight = [...weights.values()].reduce((sum, it) => sum + it, 0);
    return { balancer, weight, ofWeight, algorithm: first ? algorithmOf(first) : '' };
  });
}

/** An agent sets weights by itself: ours would not stand (trap 11). */
function verifyNoAgent({ balancer, server }: MemberSighting): void {
  if (!server.agent.configured) return;
  throw new Fault(
    'INVALID_INPUT',
    `an agent check sets the weight of ${keyOf(server)} on balancer ${balancer}: another one would not stand`,
    { wayOut: 'Leave the weight out of the canary, or the agent check out of this backend.' },
  );
}

/** HAProxy itself refuses a weight in between for the map-based hashes, which its table does not tell apart. */
function weightFor({ balancer, seen, server }: MemberSighting, percent: number): number {
  const weight = Math.floor((server.initialWeight * percent) / 100);
  const where = `for ${keyOf(server)} on balancer ${balancer}`;
  if (weight === 0 && percent > 0) {
    const least = Math.ceil(100 / percent);
    throw new Fault(
      'INVALID_INPUT',
      `weight ${percent} % of ${server.initialWeight} is 0 ${where}; give the servers a weight of at least ${least}`,
      {
        wayOut: `Write "weight 100" on every server of the backend: a weight below ${least} has no part of ${percent} %.`,
      },
    );
  }
  if (algorithmOf({ seen, server }) === 'static-rr' && weight !== 0 && weight !== server.initialWeight) {
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

function algorithmOf({ seen, server }: Pick<MemberSighting, 'seen' | 'server'>): string {
  return seen.backends.find(({ backend }) => backend === server.backend)?.algorithm ?? '';
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
