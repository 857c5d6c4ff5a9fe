import type { BalancerSighting, ServerSighting } from '../../../../shared/model/sighting.ts';
import type { DeploymentTarget } from '../../../../shared/model/workspace.ts';

export interface Pools {
  /** A balancer's sighting with the servers of the target's pool only. */
  of(sighting: BalancerSighting | undefined, target: DeploymentTarget): BalancerSighting | undefined;
}

/** A balancer may know thousands of servers; which belong to a pool is found once for each sighting. */
export function createPools(): Pools {
  const byBackend = new WeakMap<BalancerSighting, ReadonlyMap<string, readonly ServerSighting[]>>();
  return {
    of(sighting, target) {
      if (sighting?.kind !== 'seen') return sighting;
      const pools = byBackend.get(sighting) ?? Map.groupBy(sighting.servers, (server) => server.backend);
      byBackend.set(sighting, pools);
      return { ...sighting, servers: [...(pools.get(target.pool?.backend ?? '') ?? [])] };
    },
  };
}
