import { hash } from 'node:crypto';
import type { Plan } from '../../shared/model/plan.ts';
import type { HostName } from '../../shared/model/names.ts';
import type { Balancer, DeploymentTarget, Workspace } from '../../shared/model/workspace.ts';
import { folderAtHome, folderIn, type HostFolder } from '../ssh/hostFolder.ts';

/** Where a rollout needs a lock before its first step. */
export interface LockPlace {
  readonly host: HostName;
  readonly folder: HostFolder;
  /** The balancer that is reached through this host; none for a host of the service itself. */
  readonly balancer?: Balancer['name'];
}

export interface LockPlaces {
  readonly places: readonly LockPlace[];
  /** Reached over TCP from here: there is no host to lock on. The locks of the pool's hosts protect them. */
  readonly unlockable: readonly Balancer['name'][];
}

/**
 * A service's folder on each of its hosts, found by whoever deploys it, as whatever user. A pool on a balancer is
 * locked in the home of the user who logs in there, for it has no folder of its own: desktops that log in as other
 * users do not see it, and are held off by the locks of the pool's hosts.
 */
export function toLockPlaces(
  plan: Plan,
  target: DeploymentTarget,
  workspace: Pick<Workspace, 'balancers'>,
): LockPlaces {
  const hosts = plan.hosts.flatMap(({ host }): LockPlace[] => {
    const placement = target.placements.find((candidate) => candidate.host === host);
    return placement ? [{ host, folder: folderIn(placement.directory) }] : [];
  });
  const { pool } = plan;
  if (!pool) return { places: hosts, unlockable: [] };
  const used = workspace.balancers.filter((balancer) => pool.balancers.includes(balancer.name));
  return {
    places: [...hosts, ...used.flatMap((balancer) => toBalancerPlace(balancer, pool.backend))],
    unlockable: used.filter((it) => toBalancerPlace(it, pool.backend).length === 0).map((it) => it.name),
  };
}

/** The same pool has the same folder, whatever a workspace calls its balancer. */
function toBalancerPlace({ name, connection }: Balancer, backend: string): LockPlace[] {
  switch (connection.kind) {
    case 'socketOverSsh':
      return [{ host: connection.host, folder: poolFolder(connection.socketPath, backend), balancer: name }];
    case 'commands': {
      const { host, out } = connection;
      return [{ host, folder: poolFolder(JSON.stringify(out), backend), balancer: name }];
    }
    case 'tcp': {
      const { viaHost, address, port } = connection;
      if (viaHost === undefined) return [];
      return [{ host: viaHost, folder: poolFolder(`${address}:${port}`, backend), balancer: name }];
    }
  }
}

/** @param balancer what tells it from others on its host: its socket, its port, or the command that takes out. */
function poolFolder(balancer: string, backend: string): HostFolder {
  return folderAtHome('pools', `pool.${backend}.${hash('sha256', balancer).slice(0, 12)}`);
}
