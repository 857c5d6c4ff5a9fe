import { isUp } from '../balancer/capacity.ts';
import { observeBalancer } from '../balancer/observeBalancer.ts';
import type { PoolControl } from '../balancer/poolMember.ts';
import type { RuntimeClient } from '../balancer/runtimeClient.ts';
import type { BalancerSighting } from '../balancer/sighting.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { PoolMember, PoolPort } from '../rollout/ports.ts';

/** Fits HAProxy's pools to what a rollout asks for. */
export function createPoolPort(options: {
  readonly control: PoolControl;
  readonly clients: ReadonlyMap<string, RuntimeClient>;
  now(): Date;
  /** Has to agree before anything is changed. */
  beforeChange(member: PoolMember): Promise<void>;
}): PoolPort {
  const { control } = options;

  const lookAtAll = (member: PoolMember, signal: AbortSignal | undefined): Promise<BalancerSighting[]> =>
    Promise.all(
      member.balancers.map((name) => {
        const client = options.clients.get(name);
        if (!client) throw new Fault('NOT_FOUND', `The workspace has no balancer ${name}.`);
        const now = (): Date => options.now();
        return observeBalancer(client, { backends: [member.backend], now, ...(signal ? { signal } : {}) });
      }),
    );

  return {
    literal: (action, member) => control.literal(action, member),
    perform: async (action, member, o) => {
      await options.beforeChange(member);
      return control.perform(action, member, o);
    },
    awaitDrained: (member, o) => control.awaitDrained(member, o),
    shutdownSessions: async (member, o) => {
      await options.beforeChange(member);
      return control.shutdownSessions(member, o);
    },
    awaitPoolHealthy: (member, o) => control.awaitPoolHealthy(member, o),
    awaitInService: (member, o) => control.awaitInService(member, o),
    observe: async (member, { signal }) => {
      const seen = await lookAtAll(member, signal);
      return {
        inService: seen.every((balancer) => isMemberUp(balancer, member)),
        saw: seen.map((balancer) => `${statusOf(balancer, member)} on ${balancer.balancer}`).join(', '),
      };
    },
    capacity: async (member, { signal }) => {
      const seen = await control.capacity(member.backend, member.balancers, signal ? { signal } : {});
      return seen.map(({ balancer, up, servers, queued, outOrDown }) => ({
        balancer,
        up,
        servers,
        queued,
        memberIsUp: !outOrDown.some((text) => text.startsWith(`${member.server}: `)),
      }));
    },
  };
}

function findMember(
  seen: BalancerSighting,
  member: PoolMember,
): BalancerSighting['servers'][number] | undefined {
  return seen.servers.find((it) => it.backend === member.backend && it.server === member.server);
}

function isMemberUp(seen: BalancerSighting, member: PoolMember): boolean {
  const server = findMember(seen, member);
  return server !== undefined && isUp(server) && !server.admin.forcedDrain && !server.admin.forcedMaint;
}

function statusOf(seen: BalancerSighting, member: PoolMember): string {
  return findMember(seen, member)?.statusText ?? 'not there';
}
