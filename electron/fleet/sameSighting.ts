import type { HostSighting } from '../../shared/model/sighting.ts';

/**
 * Does a sighting say what the one before said? Only a difference is worth a record: neither the time nor
 * the wording of a health check is.
 */
export function isSameSighting(before: HostSighting | undefined, after: HostSighting): boolean {
  return before !== undefined && substanceOf(before) === substanceOf(after);
}

function substanceOf(sighting: HostSighting): string {
  switch (sighting.kind) {
    case 'notSeen':
      return JSON.stringify([sighting.kind, sighting.trouble]);
    case 'seen':
      return JSON.stringify([
        sighting.kind,
        sighting.services.map((it) => [it.service, it.release?.artifactSha256, it.runningVersion, it.health]),
      ]);
  }
}
