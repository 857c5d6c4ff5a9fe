import { Fault } from '../../shared/protocol/fault.ts';
import { keyOf } from './balancerMemory.ts';
import type { BalancerMemory, Hold } from './balancerMemory.ts';
import type { BalancerWatch } from './balancerWatch.ts';
import type { PoolMemberRef } from './poolMember.ts';
import type { RuntimeClient } from './runtimeClient.ts';
import type { BalancerSighting, ServerSighting } from './sighting.ts';

/** Everything kept about one balancer: how to reach it, what is remembered, how it is looked at. */
export interface Balancer {
  readonly client: RuntimeClient;
  readonly memory: BalancerMemory;
  readonly watch: BalancerWatch;
}

/** One member as one balancer sees it. */
export interface MemberSighting {
  readonly balancer: string;
  readonly seen: BalancerSighting;
  readonly server: ServerSighting;
  /** The server whose checks decide: itself, or the end of the chain that it tracks (trap 10). */
  readonly checked: ServerSighting;
  readonly hold?: Hold;
}

export interface PoolReach {
  balancer(name: string): Balancer;
  /** On all balancers at once. Faults: as `observeBalancer`, BALANCER_UNKNOWN_TARGET for a missing server. */
  observeMember(member: PoolMemberRef, o: { signal?: AbortSignal }): Promise<readonly MemberSighting[]>;
}

export function createPoolReach(balancers: ReadonlyMap<string, Balancer>): PoolReach {
  const balancer = (name: string): Balancer => {
    const found = balancers.get(name);
    if (found !== undefined) return found;
    throw new Fault(
      'BALANCER_UNKNOWN_TARGET',
      `no balancer is named ${name}; known: ${[...balancers.keys()].join(', ') || 'none'}`,
    );
  };
  return {
    balancer,
    observeMember: async (member, o) => {
      verifyHasBalancers(member);
      return await onAll(member.balancers, (name) => observeOn(balancer(name), member, o));
    },
  };
}

/**
 * Asks all balancers at once and waits for every answer. What is worse than "unreachable" goes first; of several
 * unreachable ones all are named, for each of them may still route (trap 18).
 */
export async function onAll<T>(
  balancers: readonly string[],
  ask: (balancer: string) => Promise<T>,
): Promise<readonly T[]> {
  const answers = await Promise.allSettled(balancers.map(ask));
  const failures = answers.flatMap((answer): unknown[] =>
    answer.status === 'rejected' ? [answer.reason] : [],
  );
  if (failures.length > 0) throw worst(failures);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

function worst(failures: readonly unknown[]): unknown {
  const other = failures.find(
    (failure) => !(failure instanceof Fault) || failure.code !== 'BALANCER_UNREACHABLE',
  );
  if (other !== undefined || failures.length === 1) return other ?? failures[0];
  const faults = failures.filter((failure) => failure instanceof Fault);
  return new Fault('BALANCER_UNREACHABLE', `${faults.length} balancers cannot be reached`, {
    details: faults.map((fault) => fault.message),
    wayOut:
      'Check that HAProxy runs there; each of them may still send traffic to hosts that are out elsewhere.',
    retryable: true,
    cause: failures[0],
  });
}

async function observeOn(
  balancer: Balancer,
  member: PoolMemberRef,
  o: { signal?: AbortSignal },
): Promise<MemberSighting> {
  const near = await balancer.watch.observe({ ...o, backends: [member.backend] });
  const tracks = findServer(near, member)?.tracks !== undefined;
  const seen = tracks ? await balancer.watch.observe(o) : near;
  const server = findServer(seen, member);
  if (server === undefined) throw unknownServer(balancer.client.name, member);
  const hold = balancer.memory.holds.get(keyOf(member));
  return {
    balancer: balancer.client.name,
    seen,
    server,
    checked: endOfTrack(seen, server),
    ...(hold === undefined ? {} : { hold }),
  };
}

export function findServer(
  seen: BalancerSighting,
  name: { readonly backend: string; readonly server: string },
): ServerSighting | undefined {
  return seen.servers.find((server) => server.backend === name.backend && server.server === name.server);
}

/** HAProxy refuses circles in its configuration, so that the walk ends. */
function endOfTrack(seen: BalancerSighting, server: ServerSighting): ServerSighting {
  const next = server.tracks === undefined ? undefined : findServer(seen, server.tracks);
  return next === undefined ? server : endOfTrack(seen, next);
}

export function unknownServer(balancer: string, member: PoolMemberRef): Fault {
  return new Fault(
    'BALANCER_UNKNOWN_TARGET',
    `balancer ${balancer} has no server ${member.server} in backend ${member.backend}`,
    {
      wayOut: `Compare the names in the workspace with the servers of "backend ${member.backend}" in haproxy.cfg on ${balancer}.`,
    },
  );
}

function verifyHasBalancers(member: PoolMemberRef): void {
  if (member.balancers.length > 0) return;
  throw new Fault(
    'INVALID_INPUT',
    `${member.backend}/${member.server} names no balancer: nothing could take it out`,
  );
}
