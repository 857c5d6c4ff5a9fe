import type { BalancerSighting, PoolState } from '../../shared/model/sighting.ts';
import { balancerName } from '../../shared/model/names.ts';
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
    return {
      kind: 'notSeen',
      balancer: balancerName.parse(name),
      at: options.now().toISOString(),
      message: error instanceof Error ? error.message : String(error),
    };
  }
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
