import type { HostSighting } from '../model/sighting.ts';
import type { DeploymentTarget } from '../model/workspace.ts';

/** What one host of the target was seen to run: the ground that a promotion starts from. */
export type HostBase = { readonly host: string } & (
  | {
      readonly kind: 'runs';
      readonly at: string;
      readonly version: string;
      readonly commit: string;
      readonly artifactSha256: string;
    }
  /** It was seen, and has no release of this service. */
  | { readonly kind: 'empty'; readonly at: string }
  | { readonly kind: 'notSeen'; readonly at: string; readonly message: string }
  /** Nobody has looked since the app was started. */
  | { readonly kind: 'notLooked' }
);

/** Per host, in the order of the workspace. Nothing is taken from the journal: only what was observed counts. */
export function hostBasesOf(
  target: DeploymentTarget,
  sightings: Readonly<Record<string, HostSighting>>,
): readonly HostBase[] {
  return target.placements.map(({ host }) => baseOf(host, sightings[host], target.service));
}

function baseOf(host: string, sighting: HostSighting | undefined, service: string): HostBase {
  if (!sighting) return { host, kind: 'notLooked' };
  const { at } = sighting;
  if (sighting.kind === 'notSeen') return { host, kind: 'notSeen', at, message: sighting.message };
  const release = sighting.services.find((it) => it.service === service)?.release;
  if (!release) return { host, kind: 'empty', at };
  const { version, commit, artifactSha256 } = release;
  return { host, kind: 'runs', at, version, commit, artifactSha256 };
}

/** Hosts that run the same build, with the oldest of their sightings: a group is known no better than that. */
export interface BaseGroup {
  readonly version: string;
  readonly commit: string;
  readonly artifactSha256: string;
  readonly hosts: readonly string[];
  readonly oldestAt: string;
}

/** Most hosts first. */
export function baseGroupsOf(bases: readonly HostBase[]): readonly BaseGroup[] {
  const groups = new Map<string, BaseGroup>();
  for (const base of bases) {
    if (base.kind !== 'runs') continue;
    const { version, commit, artifactSha256, at, host } = base;
    const before = groups.get(artifactSha256);
    groups.set(artifactSha256, {
      version,
      commit,
      artifactSha256,
      hosts: [...(before?.hosts ?? []), host],
      oldestAt: before && before.oldestAt < at ? before.oldestAt : at,
    });
  }
  return [...groups.values()].toSorted((a, b) => b.hosts.length - a.hosts.length);
}

/** The distinct commits that were really observed; the bases of `changes.between`. */
export function baseCommitsOf(bases: readonly HostBase[]): readonly string[] {
  return [...new Set(bases.flatMap((base) => (base.kind === 'runs' ? [base.commit] : [])))].toSorted();
}
