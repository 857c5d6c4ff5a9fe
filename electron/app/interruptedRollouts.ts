import { isOpenStatus } from '../../shared/journal/rolloutStatus.ts';
import type { JournalState, RolloutState } from '../../shared/journal/state.ts';
import type { AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import type { StateStore } from './stateStore.ts';

const lookEveryMs = 2_000;

/**
 * Marks rollouts whose process is gone: what they had begun is unknown until somebody looks. Looks at once, and
 * again every few seconds, because a process may die while this one looks on; ends when the signal aborts.
 */
export async function watchForInterrupted(parts: {
  readonly store: StateStore;
  readonly machine: string;
  readonly ports: Pick<AppPorts, 'delay' | 'reportError'>;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { ports, signal } = parts;
  while (!signal.aborted) {
    await recordInterrupted(parts.store, parts.machine);
    await ports.delay(lookEveryMs, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

/** One look. A process on another machine cannot be judged from here: its rollouts stay as they are. */
export async function recordInterrupted(store: StateStore, machine: string): Promise<void> {
  const lost = await findLost(store.state(), machine);
  if (lost.length === 0) return;
  await store.commit((state) =>
    lost
      .filter((rolloutId) => isOpen(state.rollouts[rolloutId]))
      .map((rolloutId) => ({
        kind: 'rolloutInterrupted',
        rolloutId,
        reason: 'the process that carried it out is gone',
      })),
  );
}

async function findLost(state: JournalState, machine: string): Promise<string[]> {
  const mine = Object.values(state.rollouts).filter(
    (rollout) => isOpen(rollout) && rollout.runner?.machine === machine,
  );
  const gone = await Promise.all(
    mine.map(
      async ({ runner }) => runner && (await readProcessIdentity(runner.pid)) !== runner.processIdentity,
    ),
  );
  return mine.filter((_, index) => gone[index]).map((rollout) => rollout.id);
}

/** Requested and not ended: as far as the journal knows, somebody works on it. */
export function isOpen(rollout: RolloutState | undefined): boolean {
  return rollout !== undefined && isOpenStatus(rollout.status);
}
