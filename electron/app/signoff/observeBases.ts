import type { HostSighting } from '../../../shared/model/sighting.ts';
import type { DeploymentTarget } from '../../../shared/model/workspace.ts';
import { hostBasesOf } from '../../../shared/view/promotionBases.ts';

/** What runs on the hosts of a target, apart from the candidate itself. */
export type Bases =
  | {
      readonly kind: 'known';
      /** Artifacts and commits of what runs there, each once; empty where nothing does. */
      readonly running: readonly { readonly artifactSha256: string; readonly commit: string }[];
      readonly hosts: number;
      /** Hosts that have the candidate already: a rollout that goes on where it was interrupted. */
      readonly atCandidate: number;
    }
  | { readonly kind: 'unknown'; readonly message: string };

/**
 * Only what was observed counts; one host that nobody saw may run anything, so the whole is unknown then. Hosts that have
 * the candidate are left out: a rollout that was interrupted goes on as what was approved.
 */
export function basesOf(
  target: DeploymentTarget,
  sightings: readonly HostSighting[],
  candidate: string,
): Bases {
  const byHost = Object.fromEntries(sightings.map((it) => [it.host, it]));
  const bases = hostBasesOf(target, byHost);
  const unseen = bases.filter((it) => it.kind === 'notSeen' || it.kind === 'notLooked');
  if (unseen.length > 0) {
    const message = unseen.map((it) =>
      it.kind === 'notSeen' ? `${it.host}: ${it.message}` : `${it.host}: not looked at`,
    );
    return { kind: 'unknown', message: message.join('; ') };
  }
  const builds = bases.flatMap((it) => (it.kind === 'runs' ? [it] : []));
  const others = builds.filter((it) => it.artifactSha256 !== candidate);
  return {
    kind: 'known',
    running: [...new Map(others.map((it) => [it.artifactSha256, it])).values()].map(
      ({ artifactSha256, commit }) => ({ artifactSha256, commit }),
    ),
    hosts: bases.length,
    atCandidate: builds.length - others.length,
  };
}
