import { awaitDrained } from './awaitDrained.ts';
import { awaitInService } from './awaitInService.ts';
import { awaitPoolHealthy } from './awaitPoolHealthy.ts';
import { adoptHeldOut } from './adoptHeldOut.ts';
import { createBalancerMemory } from './balancerMemory.ts';
import { createBalancerWatch } from './balancerWatch.ts';
import { isUp, toCapacity } from './capacity.ts';
import { shutdownSessions } from './lines.ts';
import { literalLines, performAction } from './performAction.ts';
import type { PoolControl, PoolMemberRef, ReloadEvent, SentLine } from './poolMember.ts';
import { createPoolReach, onAll } from './poolReach.ts';
import type { PoolReach } from './poolReach.ts';
import { expectShare, literalShare, setShare } from './poolShare.ts';
import { preflightMembers } from './preflight.ts';
import type { RuntimeClient } from './runtimeClient.ts';
import { verifyAcknowledged } from './runtimeReply.ts';
import { watchReloads } from './watchReloads.ts';

const usualPollMs = 500;

/**
 * Takes hosts out of their pools and puts them back, on all balancers of a pool. It remembers each HAProxy process
 * and what it holds out there, and puts that back after a reload; use one control per rollout, for memory is not
 * shared between two.
 */
export function createPoolControl(o: {
  readonly clients: ReadonlyMap<string, RuntimeClient>;
  now(): Date;
  /** Must reject when its signal aborts. */
  delay(ms: number, o: { signal?: AbortSignal }): Promise<void>;
  onReload?(event: ReloadEvent): void;
  readonly pollMs?: number;
}): PoolControl {
  const balancers = new Map(
    [...o.clients].map(([name, client]) => {
      const memory = createBalancerMemory();
      return [name, { client, memory, watch: createBalancerWatch(client, memory, o) }] as const;
    }),
  );
  const reach = createPoolReach(balancers);
  const parts = { now: () => o.now(), delay: o.delay.bind(o), pollMs: o.pollMs ?? usualPollMs };

  return {
    literal: (action, member) => literalLines(reach, action, member),
    literalState: () => [],
    perform: (action, member, options = {}) => performAction(reach, action, member, options),
    awaitDrained: (member, options) => awaitDrained(reach, parts, member, options),
    shutdownSessions: (member, options = {}) => endSessions(reach, member, options),
    awaitPoolHealthy: (member, options) => awaitPoolHealthy(reach, parts, member, options),
    awaitInService: (member, options) => awaitInService(reach, parts, member, options),
    observe: async (member, options = {}) =>
      (await reach.observeMember(member, options)).map(({ balancer, server }) => ({
        balancer,
        inService: isUp(server) && !server.admin.forcedDrain && !server.admin.forcedMaint,
        saw: server.statusText,
        hasWholeWeight: server.agent.enabled || server.userWeight === server.initialWeight,
      })),
    capacity: (backend, names, { without, ...options } = {}) =>
      onAll(names, async (name) => {
        const seen = await reach.balancer(name).watch.observe({ ...options, backends: [backend] });
        return toCapacity(seen, backend, without);
      }),
    literalShare: (member, percent) => literalShare(reach, member, percent),
    expectShare: (members, percent, options = {}) => expectShare(reach, members, percent, options),
    share: (member, percent, options = {}) => setShare(reach, member, percent, options),
    preflight: (members, options = {}) => preflightMembers(reach, members, options),
    adopt: (members, options = {}) => adoptHeldOut(reach, members, options),
    watch: (options) => watchReloads([...balancers.values()], parts, options),
  };
}

async function endSessions(
  reach: PoolReach,
  member: PoolMemberRef,
  o: { signal?: AbortSignal },
): Promise<readonly SentLine[]> {
  await reach.observeMember(member, o);
  const line = shutdownSessions(member);
  return await onAll(member.balancers, async (balancer) => {
    const reply = await reach.balancer(balancer).client.command(line, o);
    verifyAcknowledged(balancer, line, reply);
    return { balancer, line, reply };
  });
}
