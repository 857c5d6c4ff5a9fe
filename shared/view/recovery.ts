import type { HostProgress, RolloutState } from '../journal/state.ts';
import { formatAge } from './formatAge.ts';
import type { HostCell } from './hostCell.ts';
import { isServing } from './poolCell.ts';
import { phaseText } from './rolloutWords.ts';
import { stepText } from './stepText.ts';

/** As much of a rollout as matters here. */
type RecoveringRollout = Pick<RolloutState, 'release' | 'hosts'>;

/** One host of a rollout that was interrupted: what is remembered, what is seen now, and what going on would do. */
export interface RecoveryRow {
  readonly host: string;
  /** From the journal. */
  readonly believed: string;
  /** From the host and its balancers, with its age. */
  readonly seen: string;
  /** What deploying the same release again does here. */
  readonly proposal: string;
  readonly tone: 'plain' | 'good' | 'bad';
}

/** @param cells the hosts as they are seen now; one that is missing was not looked at. */
export function recoveryOf(rollout: RecoveringRollout, cells: readonly HostCell[]): readonly RecoveryRow[] {
  return Object.values(rollout.hosts).map((progress) => {
    const cell = cells.find((it) => it.host === progress.host);
    const believed = believedOf(progress, rollout);
    return { host: progress.host, believed, seen: seenOf(cell), ...proposalFor(progress, cell, rollout) };
  });
}

function believedOf({ phase, outcome, steps }: HostProgress, { release }: RecoveringRollout): string {
  const open = steps.find((step) => step.result === undefined);
  if (open) return `in the middle of "${stepText(open.kind)}"`;
  switch (outcome?.kind) {
    case 'done':
    case 'unchanged':
      return `runs ${release.version}, in service`;
    case 'failedOut':
      return `failed and held out: ${outcome.reason}`;
    case 'failedIn':
      return `failed, in service as before: ${outcome.reason}`;
    case 'skipped':
      return `skipped: ${outcome.reason}`;
    case 'unknown':
      return `lost from sight: ${outcome.reason}`;
    case undefined:
      return phase === 'planned' || phase === 'staged' ? 'not begun' : phaseText(phase);
  }
}

function seenOf(cell: HostCell | undefined): string {
  if (!cell || cell.observed.kind === 'notLooked') return 'nobody has looked yet';
  const { observed } = cell;
  if (observed.kind === 'notSeen') return `not seen: ${observed.message}`;
  const runs = observed.runningVersion ?? observed.release?.version;
  const pools = cell.pools.map((pool) =>
    pool.kind === 'seen' ? `${pool.status} on ${pool.balancer}` : `not known on ${pool.balancer}`,
  );
  const what = runs === undefined ? 'no release' : `${runs}, health ${observed.health}`;
  return [what, ...pools, `seen ${agoOf(observed.ageMs)}`].join(', ');
}

function proposalFor(
  { outcome }: HostProgress,
  cell: HostCell | undefined,
  { release }: RecoveringRollout,
): Pick<RecoveryRow, 'proposal' | 'tone'> {
  if (cell?.observed.kind !== 'seen') {
    return { tone: 'bad', proposal: 'wait until it is seen: nothing is known about it' };
  }
  if (outcome?.kind === 'skipped')
    return { tone: 'plain', proposal: 'look at it, and upgrade it in its turn' };
  const { observed, pools } = cell;
  const isNew = observed.release?.artifactSha256 === release.artifactSha256;
  const isHealthy = observed.health === 'passing';
  const isIn = pools.every((pool) => isServing(pool) === true);
  if (isNew && isHealthy && isIn) return { tone: 'good', proposal: 'leave it alone: it is there already' };
  if (isNew && isHealthy) {
    return {
      tone: 'plain',
      proposal: 'check it and bring it back into its pool; what was done is not done twice',
    };
  }
  if (isNew) {
    return {
      tone: 'bad',
      proposal: 'ask it how its step came out; unless that ended well, begin again with stop',
    };
  }
  return isIn
    ? { tone: 'plain', proposal: 'upgrade it in its turn' }
    : { tone: 'bad', proposal: 'it is out of its pool with another release: upgrade it in its turn' };
}

function agoOf(ageMs: number): string {
  const age = formatAge(ageMs);
  return age === 'now' ? age : `${age} ago`;
}
