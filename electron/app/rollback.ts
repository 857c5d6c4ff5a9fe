import type { HostProgress, JournalState, RolloutState } from '../../shared/journal/state.ts';
import type { RollbackScope } from '../../shared/model/rollout.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { PlanQuestion } from './planService.ts';

/** What takes a rollout back: the one release that its hosts had before, on the hosts that need it. */
export interface Rollback {
  readonly rolloutId: string;
  readonly question: PlanQuestion & { readonly hosts: readonly string[] };
  /** The bytes that ran there before: a release file that names others is refused. */
  readonly artifactSha256: string;
}

/** The newest rollout to an environment that changed a host and that can be taken back. Throws NOT_FOUND, NOT_NOW. */
export function findRolloutToTakeBack(
  state: JournalState,
  { service, environment }: { readonly service: string; readonly environment: string },
): RolloutState {
  const newest = state.rolloutOrder
    .map((id) => state.rollouts[id])
    .findLast(
      (it) =>
        it?.service === service &&
        it.environment === environment &&
        Object.values(it.hosts).some((host) => host.outcome && host.outcome.kind !== 'skipped'),
    );
  if (!newest) {
    throw new Fault('NOT_FOUND', `There has been no rollout of ${service} to ${environment} to take back.`, {
      wayOut: 'Deploy the version that you want.',
    });
  }
  if (newest.rollsBack && newest.status.kind === 'finished' && newest.status.result === 'succeeded') {
    throw new Fault(
      'NOT_NOW',
      `The last rollout of ${service} to ${environment} has been taken back already.`,
      {
        wayOut: 'Deploy the version that you want.',
      },
    );
  }
  return newest.rollsBack ? (state.rollouts[newest.rollsBack.rolloutId] ?? newest) : newest;
}

/**
 * Which release the hosts had before a rollout, as they themselves said when it came to them. Pure.
 * Throws NOT_FOUND where none had another one, and NOT_NOW where they had different ones.
 */
export function decideRollback(
  state: JournalState,
  { rolloutId, scope }: { readonly rolloutId: string; readonly scope: RollbackScope },
): Rollback {
  const rollout = state.rollouts[rolloutId];
  if (!rollout) throw new Fault('NOT_FOUND', `The journal knows no rollout ${rolloutId}.`);
  const { service, environment, release } = rollout;
  const isOut = ({ outcome }: HostProgress): boolean =>
    outcome?.kind === 'failedOut' || outcome?.kind === 'unknown';
  const hosts = Object.values(rollout.hosts);
  // Those that are out come first: before they are back, the pool may not be able to spare another one.
  const found = [
    ...hosts.filter(isOut),
    ...(scope === 'all' ? hosts.filter((it) => !isOut(it)) : []),
  ].flatMap(({ host }) => {
    const before = findBefore(state, rollout, host);
    return before ? [{ host, ...before }] : [];
  });
  const [first] = found;
  if (!first) {
    throw new Fault(
      'NOT_FOUND',
      `No host of ${service} in ${environment} had another release before ${release.version}: there is nothing to go back to.`,
    );
  }
  const others = found.filter((it) => it.artifactSha256 !== first.artifactSha256);
  if (others.length > 0) {
    throw new Fault(
      'NOT_NOW',
      `The hosts of ${service} in ${environment} did not all have the same release before.`,
      {
        details: found.map((it) => `${it.host} had ${it.version} (${it.artifactSha256.slice(0, 12)})`),
        wayOut: 'Deploy the version that you want; it looks at every host first.',
      },
    );
  }
  const { version, artifactSha256 } = first;
  const names = found.map((it) => it.host);
  return {
    rolloutId,
    question: { service, environment, version, hosts: names, isRollback: true },
    artifactSha256,
  };
}

/** What a host ran before the release of this rollout, also where that release came in several rollouts. */
function findBefore(
  state: JournalState,
  { id, service, environment, release }: RolloutState,
  host: string,
): { readonly version: string; readonly artifactSha256: string } | undefined {
  const upToIt = state.rolloutOrder.slice(0, state.rolloutOrder.indexOf(id) + 1);
  for (const earlier of upToIt.toReversed()) {
    const rollout = state.rollouts[earlier];
    const progress = rollout?.hosts[host];
    if (!progress || rollout?.service !== service || rollout.environment !== environment) continue;
    const isSame = rollout.release.artifactSha256 === release.artifactSha256;
    if (isSame && progress.before) return progress.before;
    if (!isSame && progress.outcome) return undefined;
  }
  return undefined;
}

/** When going back was last practised, in whichever environment: only what succeeded counts. */
export function lastPractised(
  state: JournalState,
  service: string,
): { readonly environment: string; readonly at: string; readonly durationMs: number } | undefined {
  const last = state.rolloutOrder
    .map((id) => state.rollouts[id])
    .findLast(
      (it) =>
        it?.service === service &&
        it.rollsBack !== undefined &&
        it.status.kind === 'finished' &&
        it.status.result === 'succeeded',
    );
  if (last?.finishedAt === undefined) return undefined;
  const durationMs = Date.parse(last.finishedAt) - Date.parse(last.startedAt ?? last.requestedAt);
  return { environment: last.environment, at: last.finishedAt, durationMs };
}
