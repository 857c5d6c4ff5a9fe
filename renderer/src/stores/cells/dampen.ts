import type { BalancerSighting, HostSighting, ServiceSighting } from '../../../../shared/model/sighting.ts';

/** How much older a fact may look than it is, so that equal sightings do not draw the matrix anew every second. */
export const dampedMs = 10_000;

/** The sighting held before, if the newer one says nothing else and is not much newer. */
export function dampenHost(held: HostSighting | undefined, next: HostSighting): HostSighting {
  if (held === undefined || !isClose(held.at, next.at)) return next;
  if (held.kind === 'notSeen' || next.kind === 'notSeen')
    return held.kind === 'notSeen' && next.kind === 'notSeen' && held.message === next.message ? held : next;
  const isSame =
    held.services.length === next.services.length &&
    held.services.every((it, index) => isSameService(it, next.services[index]));
  return isSame ? held : next;
}

/** Session counts and uptime move all the time; the matrix shows neither. */
export function dampenBalancer(held: BalancerSighting | undefined, next: BalancerSighting): BalancerSighting {
  if (held === undefined || !isClose(held.at, next.at)) return next;
  if (held.kind === 'notSeen' || next.kind === 'notSeen')
    return held.kind === 'notSeen' && next.kind === 'notSeen' && held.message === next.message ? held : next;
  const isSame =
    held.servers.length === next.servers.length &&
    held.servers.every((it, index) => {
      const other = next.servers[index];
      return (
        it.server === other?.server &&
        it.backend === other.backend &&
        it.state === other.state &&
        it.status === other.status &&
        it.weight === other.weight
      );
    });
  return isSame ? held : next;
}

function isClose(heldAt: string, nextAt: string): boolean {
  return Date.parse(nextAt) - Date.parse(heldAt) < dampedMs;
}

function isSameService(left: ServiceSighting, right: ServiceSighting | undefined): boolean {
  return (
    left.service === right?.service &&
    left.health === right.health &&
    left.healthDetail === right.healthDetail &&
    left.runningVersion === right.runningVersion &&
    left.release?.artifactSha256 === right.release?.artifactSha256 &&
    left.release?.version === right.release?.version
  );
}
