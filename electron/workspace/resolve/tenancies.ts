import type { EnvironmentName, ServiceName } from '../../../shared/model/names.ts';
import type { Placement } from '../../../shared/model/workspace.ts';
import type { HostFindings } from './hostFindings.ts';
import type { PoolEntry } from './resolvePool.ts';

interface Tenant {
  readonly service: ServiceName;
  readonly environment: EnvironmentName;
  readonly placement: Placement;
  readonly pool: PoolEntry | undefined;
  /** Of the service in this environment. */
  readonly path: readonly string[];
}

/** Who lives where: a folder on a host, and a server of a backend, belong to one only. */
export interface Tenancies {
  moveIn(tenant: Tenant): void;
}

export function createTenancies(findings: HostFindings): Tenancies {
  const folders = new Map<string, Tenant>();
  const servers = new Map<string, Tenant>();
  return {
    moveIn(tenant) {
      claimFolder(tenant, folders, findings);
      claimServers(tenant, servers, findings);
    },
  };
}

function claimFolder(tenant: Tenant, folders: Map<string, Tenant>, findings: HostFindings): void {
  const { service, placement } = tenant;
  const key = `${placement.host}\0${placement.directory}`;
  const other = folders.get(key);
  if (!other) {
    folders.set(key, tenant);
    return;
  }
  // A fixed name is shown as written; the folder may differ from host to host.
  const owner =
    other.service === service
      ? `the same service in "${other.environment}": one folder cannot be two environments`
      : `the service "${other.service}"`;
  const path = other.service === service ? tenant.path : ['services', service, 'directory'];
  const sentence = (hosts: string) =>
    `on ${hosts} the folder "${placement.directory}" is also that of ${owner}`;
  findings.add(placement.host, path, sentence, 'a folder of its own for each service on a host');
}

function claimServers(tenant: Tenant, servers: Map<string, Tenant>, findings: HostFindings): void {
  const { placement, pool, path } = tenant;
  if (!pool || placement.server === undefined) return;
  for (const balancer of pool.balancers) {
    const key = `${balancer}\0${pool.backend}\0${placement.server}`;
    const other = servers.get(key);
    if (!other) servers.set(key, tenant);
    else if (other.placement.host !== placement.host) {
      const sentence = (hosts: string) =>
        `the server "${placement.server}" of ${pool.backend} would be ${other.placement.host} and also ${hosts}`;
      findings.add(placement.host, [...path, 'pool', 'server'], sentence, 'a name with {host} in it');
    }
  }
}
