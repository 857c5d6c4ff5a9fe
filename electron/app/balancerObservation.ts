import type { BalancerSighting, PoolState } from '../../shared/model/sighting.ts';
import { balancerName } from '../../shared/model/names.ts';
import type { CommandBalancer } from '../balancer/commands/commandBalancer.ts';
import { observeCommands } from '../balancer/commands/observeCommands.ts';
import { observeBalancer } from '../balancer/observeBalancer.ts';
import type { RuntimeClient } from '../balancer/runtimeClient.ts';
import type { ServerStatus } from '../balancer/status.ts';

/** One look at a balancer for the matrix; a balancer that can't be seen says why. Never rejects. */
export async function observeBalancerForMatrix(
  name: string,
  client: RuntimeClient,
  options: { now(): Date; readonly signal?: AbortSignal },
): Promise<BalancerSighting> {
  try {
    const seen = await observeBalancer(client, options);
    return {
      kind: 'seen',
      balancer: balancerName.parse(name),
      at: seen.at,
      version: seen.version,
      pid: seen.pid,
      uptimeSeconds: seen.uptimeSeconds,
      servers: seen.servers.map((server) => ({
        backend: server.backend,
        server: server.server,
        state: toPoolState(server.status),
        status: server.statusText,
        check: server.checkStatus,
        sessions: server.scur,
        queued: server.qcur,
        weight: server.weight,
        requestsTotal: server.counters.reqTotal,
      })),
    };
  } catch (error) {
    return toNotSeen(name, error, options.now());
  }
}

/** The same for a balancer that is served by commands: what it does not tell is left out. Never rejects. */
export async function observeCommandsForMatrix(
  balancer: CommandBalancer,
  options: { now(): Date; readonly signal?: AbortSignal },
): Promise<BalancerSighting> {
  const at = options.now();
  try {
    const seen = await observeCommands(balancer, options.signal ? { signal: options.signal } : {});
    return {
      kind: 'seen',
      balancer: balancerName.parse(balancer.name),
      at: at.toISOString(),
      servers: seen.map((it) => ({
        backend: it.member.backend,
        server: it.member.server,
        state: it.kind === 'told' ? stateOfCommand[it.state] : 'unknown',
        status: it.kind === 'told' ? it.state : 'not known',
        check: it.kind === 'told' ? '' : it.message,
      })),
    };
  } catch (error) {
    return toNotSeen(balancer.name, error, at);
  }
}

const stateOfCommand = { in: 'up', out: 'maintenance', draining: 'drain' } as const;

function toNotSeen(balancer: string, error: unknown, at: Date): BalancerSighting {
  return {
    kind: 'notSeen',
    balancer: balancerName.parse(balancer),
    at: at.toISOString(),
    message: error instanceof Error ? error.message : String(error),
  };
}

/** The colours of HAProxy's own statistics page. */
function toPoolState(status: ServerStatus): PoolState {
  switch (status.kind) {
    case 'up':
      return 'up';
    case 'goingDown':
      return 'goingDown';
    case 'comingUp':
      return 'comingUp';
    case 'down':
      return 'down';
    case 'drain':
    case 'drainGoingDown':
      return 'drain';
    case 'maintenance':
    case 'maintenanceVia':
    case 'maintenanceByResolution':
      return 'maintenance';
    case 'noCheck':
      return 'noCheck';
    case 'noLoadBalancing':
    case 'noLoadBalancingGoingDown':
      return 'notLoadBalanced';
  }
}
