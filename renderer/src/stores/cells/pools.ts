import type { BalancerSighting, ServerSighting } from '../../../../shared/model/sighting.ts';
import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';

export interface Pools {
  /** A balancer's sighting with the servers of the target's pool only; the same object for the same sighting. */
  of(sighting: BalancerSighting | undefined, target: DeploymentTarget): BalancerSighting | undefined;
}

/** A balancer may know thousands of servers; which belong to a pool is found once for each sighting. */
export function createPools(): Pools {
  const byBackend = new WeakMap<BalancerSighting, Map<string, BalancerSighting>>();
  return {
    of(sighting, target) {
      if (sighting?.kind !== 'seen') return sighting;
      const pools = byBackend.get(sighting) ?? split(sighting);
      byBackend.set(sighting, pools);
      const backend = target.pool?.backend ?? '';
      const pool = pools.get(backend) ?? { ...sighting, servers: [] };
      pools.set(backend, pool);
      return pool;
    },
  };
}

function split(sighting: BalancerSighting & { readonly kind: 'seen' }): Map<string, BalancerSighting> {
  const servers = Map.groupBy(sighting.servers, (server: ServerSighting) => server.backend);
  return new Map([...servers].map(([backend, own]) => [backend, { ...sighting, servers: own }]));
}
