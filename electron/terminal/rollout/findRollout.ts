import { isUnderWay } from '../../../shared/journal/rolloutStatus.ts';
import type { JournalState, RolloutState } from '../../../shared/journal/state.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/**
 * A rollout by its id or the beginning of it; without one the newest that runs, else the newest.
 * @throws Fault NOT_FOUND.
 */
export function findRollout(state: JournalState, named: string | undefined): RolloutState {
  const rollouts = state.rolloutOrder.toReversed().flatMap((id) => state.rollouts[id] ?? []);
  if (named === undefined) {
    const found = rollouts.find((it) => isUnderWay(it.status)) ?? rollouts[0];
    if (found) return found;
    throw new Fault('NOT_FOUND', 'There has been no rollout in this workspace yet.', {
      wayOut: 'Start one with "signalbox deploy".',
    });
  }
  const found = rollouts.filter((it) => it.id.startsWith(named));
  const [first] = found;
  if (first && found.length === 1) return first;
  const last = rollouts
    .slice(0, 5)
    .map((it) => `${it.id}  ${it.service} ${it.release.version} to ${it.environment}, ${it.requestedAt}`);
  throw new Fault(
    'NOT_FOUND',
    `${found.length === 0 ? 'No rollout begins' : `${found.length} rollouts begin`} with ${named}.`,
    {
      details: last.length === 0 ? ['There has been none yet.'] : ['The newest:', ...last],
      wayOut: 'Name one of them by the first characters of its id.',
    },
  );
}
