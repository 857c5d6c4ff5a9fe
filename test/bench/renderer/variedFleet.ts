import type { FleetSnapshot } from '../../../shared/contract/fleetArea.ts';
import type { HostSighting, PoolState } from '../../../shared/model/sighting.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import { generateFleet, sightingOf } from '../../fixtures/generatedWorkspace.ts';

/**
 * A fleet in which hardly two cells are drawn alike, so that nothing is saved by equal ones: every service has a
 * version of its own and an older one on some hosts, some servers are out of their pools, some hosts have drifted.
 */
export function generateVariedFleet(workspace: Workspace, seenAt: string): FleetSnapshot {
  const { hosts, balancers } = generateFleet(workspace, '1.0.0', seenAt);
  return {
    hosts: hosts.map((sighting, index) => varied(sighting, index)),
    balancers: balancers.map((sighting, environment) =>
      sighting.kind === 'notSeen'
        ? sighting
        : {
            ...sighting,
            servers: sighting.servers.map((server, index) => ({
              ...server,
              ...poolOf(index * 7 + environment * 3 + (index >> 5)),
            })),
          },
    ),
  };
}

/** The host with a version of every service that is to be seen nowhere else. */
export function updatedSighting(workspace: Workspace, host: string, update: number): HostSighting {
  return sightingOf(workspace, host, `2.0.${update}`, new Date().toISOString());
}

function varied(sighting: HostSighting, index: number): HostSighting {
  if (sighting.kind === 'notSeen') return sighting;
  return {
    ...sighting,
    services: sighting.services.map((service, number) => {
      const isOld = (index * 11 + number * 3) % 17 === 0;
      const version = `${1 + (number % 4)}.${number % 23}.${isOld ? 0 : 1 + (number % 5)}`;
      const release = service.release && { ...service.release, version, folder: version };
      const hasDrifted = (index * 13 + number * 7) % 971 === 0;
      return {
        ...service,
        ...(release ? { release } : {}),
        ...(hasDrifted ? { runningVersion: '0.9.9' } : {}),
      };
    }),
  };
}

function poolOf(turn: number): {
  readonly state: PoolState;
  readonly status: string;
  readonly weight: number;
} {
  switch (turn % 997) {
    case 0:
      return { state: 'down', status: 'DOWN', weight: 1 };
    case 1:
      return { state: 'drain', status: 'DRAIN', weight: 0 };
    case 2:
      return { state: 'maintenance', status: 'MAINT', weight: 1 };
    case 3:
      return { state: 'comingUp', status: 'DOWN 1/2', weight: 1 };
    default:
      return { state: 'up', status: 'UP', weight: 1 };
  }
}
