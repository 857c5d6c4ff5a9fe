import type { RolloutTrail, Trail } from './readTrail.ts';

/** What each rollout replaced, and which took which back. */
export interface RollbackLinks {
  /** The rollout whose release ran there before, where one had succeeded. */
  replacedBy(rolloutId: string): RolloutTrail | undefined;
  rollbackOf(rolloutId: string): string | undefined;
  rolledBackBy(rolloutId: string): string | undefined;
  /** Numbers of the records of the rollouts before it that the above rests on. */
  predecessorsOf(rolloutId: string): readonly number[];
}

/** A rollout takes another back when it brings what ran before that one. */
export function linkRollbacks(trail: Trail): RollbackLinks {
  const replaced = new Map<string, RolloutTrail>();
  const takesBack = new Map<string, string>();
  const takenBack = new Map<string, string>();
  const predecessors = new Map<string, number[]>();
  const history = new Map<string, RolloutTrail[]>();
  for (const rollout of trail.rollouts.values()) {
    const { service, environment, release } = rollout.requested.event;
    const key = `${environment}/${service}`;
    const before = history.get(key) ?? [];
    const [older, last] = before.slice(-2).length === 2 ? before.slice(-2) : [undefined, before.at(-1)];
    if (last) replaced.set(rollout.id, last);
    if (last && older?.requested.event.release.artifactSha256 === release.artifactSha256) {
      takesBack.set(rollout.id, last.id);
      takenBack.set(last.id, rollout.id);
    }
    predecessors.set(
      rollout.id,
      before.slice(-2).flatMap((it) => [it.requested.seq, ...(it.ended ? [it.ended.seq] : [])]),
    );
    if (rollout.ended?.event.kind === 'rolloutFinished' && rollout.ended.event.result === 'succeeded') {
      history.set(key, [...before.slice(-1), rollout]);
    }
  }
  return {
    replacedBy: (id) => replaced.get(id),
    rollbackOf: (id) => takesBack.get(id),
    rolledBackBy: (id) => takenBack.get(id),
    predecessorsOf: (id) => {
      const later = takenBack.get(id);
      const after = later === undefined ? undefined : trail.rollouts.get(later);
      return [
        ...(predecessors.get(id) ?? []),
        ...(after ? [after.requested.seq, ...(after.ended ? [after.ended.seq] : [])] : []),
      ];
    },
  };
}
