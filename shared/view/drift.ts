import type { HostCell } from './hostCell.ts';

/** Recorded and observed disagree. */
export type Drift =
  /** The journal says one release, the host's `current` points to another. */
  | { readonly kind: 'otherRelease'; readonly recorded: string; readonly observed: string }
  /** The version's name is the same, its bytes are not. */
  | { readonly kind: 'otherBytes'; readonly recordedSha256: string; readonly observedSha256: string }
  /** The journal says that a release was brought here, and none is to be found. */
  | { readonly kind: 'nothingThere'; readonly recorded: string }
  /** The process that runs says another version than the release that is installed. */
  | { readonly kind: 'otherProcess'; readonly installed: string; readonly running: string };

export function driftOf(of: Pick<HostCell, 'recorded' | 'observed' | 'rollout'>): Drift | undefined {
  const { recorded, observed } = of;
  if (observed.kind !== 'seen' || of.rollout) return undefined; // not known, or expected to differ
  const { release, runningVersion } = observed;
  if (recorded && !release) return { kind: 'nothingThere', recorded: recorded.version };
  if (recorded && release && recorded.artifactSha256 !== release.artifactSha256) {
    return recorded.version === release.version
      ? {
          kind: 'otherBytes',
          recordedSha256: recorded.artifactSha256,
          observedSha256: release.artifactSha256,
        }
      : { kind: 'otherRelease', recorded: recorded.version, observed: release.version };
  }
  if (release && runningVersion !== undefined && runningVersion !== release.version) {
    return { kind: 'otherProcess', installed: release.version, running: runningVersion };
  }
  return undefined;
}

export function describeDrift(drift: Drift): string {
  switch (drift.kind) {
    case 'otherRelease':
      return `recorded ${drift.recorded}, found ${drift.observed}`;
    case 'otherBytes':
      return `recorded the bytes ${drift.recordedSha256.slice(0, 12)}, found ${drift.observedSha256.slice(0, 12)}`;
    case 'nothingThere':
      return `recorded ${drift.recorded}, found no release`;
    case 'otherProcess':
      return `installed ${drift.installed}, but ${drift.running} is running`;
  }
}
