import { keyOf } from './balancerMemory.ts';
import type { BalancerSighting, ServerSighting } from './sighting.ts';

/** Another entry of a balancer's configuration that leads to the same host. */
export interface Pair {
  readonly balancer: string;
  readonly backend: string;
  readonly server: string;
  /** The very same address and port; otherwise another service of the host. */
  readonly samePort: boolean;
}

/** Names say nothing about what a server is; its address does (trap 10). Without an address there are no pairs. */
export function findPairs(seen: BalancerSighting, server: ServerSighting): readonly Pair[] {
  if (server.address === undefined) return [];
  return seen.servers
    .filter((other) => other.address === server.address && keyOf(other) !== keyOf(server))
    .map((other) => ({
      balancer: seen.balancer,
      backend: other.backend,
      server: other.server,
      samePort: other.port === server.port,
    }));
}

export function describePairs(pairs: readonly Pair[]): string {
  return pairs.map(keyOf).join(', ');
}
