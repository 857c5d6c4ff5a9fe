import { isOpenStatus } from '../journal/rolloutStatus.ts';
import type { JournalState } from '../journal/state.ts';
import type { AvailableRelease } from '../model/release.ts';
import type { HostSighting } from '../model/sighting.ts';
import type { Workspace } from '../model/workspace.ts';

/** A release to choose, and what is known of it. */
export interface ReleaseChoice {
  readonly release: AvailableRelease;
  /** Environments with hosts that were seen to run these very bytes. */
  readonly runsIn: readonly { readonly environment: string; readonly hosts: number; readonly of: number }[];
  /** The last rollout that brought these very bytes to a host of the environment in question. */
  readonly wasThere: { readonly at: string; readonly rolloutId: string } | undefined;
}

/** Newest first, as `releases.list` gives them newest last. */
export function releaseChoicesOf(of: {
  readonly releases: readonly AvailableRelease[];
  readonly workspace: Workspace;
  readonly state: Pick<JournalState, 'rollouts' | 'rolloutOrder'>;
  readonly sightings: Readonly<Record<string, HostSighting>>;
  readonly environment: string;
}): readonly ReleaseChoice[] {
  return of.releases.toReversed().map((release) => ({
    release,
    runsIn: runsIn(release, of.workspace, of.sightings),
    wasThere: lastTimeIn(of.environment, release, of.state),
  }));
}

function runsIn(
  release: AvailableRelease,
  workspace: Workspace,
  sightings: Readonly<Record<string, HostSighting>>,
): ReleaseChoice['runsIn'] {
  return workspace.environments.flatMap(({ name }) => {
    const target = workspace.targets.find((it) => it.service === release.service && it.environment === name);
    if (!target) return [];
    const hosts = target.placements.filter(({ host }) => {
      const sighting = sightings[host];
      return (
        sighting?.kind === 'seen' &&
        sighting.services.some(
          (it) => it.service === release.service && it.release?.artifactSha256 === release.artifactSha256,
        )
      );
    }).length;
    return hosts === 0 ? [] : [{ environment: name, hosts, of: target.placements.length }];
  });
}

function lastTimeIn(
  environment: string,
  release: AvailableRelease,
  state: Pick<JournalState, 'rollouts' | 'rolloutOrder'>,
): ReleaseChoice['wasThere'] {
  const rollout = state.rolloutOrder
    .map((id) => state.rollouts[id])
    .findLast(
      (it) =>
        it?.environment === environment &&
        it.service === release.service &&
        it.release.artifactSha256 === release.artifactSha256 &&
        Object.values(it.hosts).some(({ outcome }) => outcome?.kind === 'done'),
    );
  return rollout && { at: rollout.startedAt ?? rollout.requestedAt, rolloutId: rollout.id };
}

/** Debts on the hosts of one service in one environment. */
export function debtsIn(
  state: Pick<JournalState, 'debts'>,
  of: { readonly service: string; readonly environment: string },
): readonly JournalState['debts'][string][] {
  return Object.values(state.debts).filter(
    (debt) => debt.service === of.service && debt.environment === of.environment,
  );
}

/** The rollout that has not ended yet, where there is one: a second one would be refused. */
export function openRolloutIn(
  state: Pick<JournalState, 'rollouts'>,
  of: { readonly service: string; readonly environment: string },
): JournalState['rollouts'][string] | undefined {
  return Object.values(state.rollouts).find(
    ({ service, environment, status }) =>
      service === of.service && environment === of.environment && isOpenStatus(status),
  );
}
