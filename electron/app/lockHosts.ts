import type { Workspace } from '../../shared/model/workspace.ts';
import type { LockOwner } from '../ssh/hostLock/lockOwner.ts';
import { toLockPlaces } from './lockPlaces.ts';
import type { PreparedPlan } from './planService.ts';
import type { AppPorts } from './ports.ts';
import type { Reach } from './reach.ts';
import { acquireRolloutLocks, type RolloutLocks } from './rolloutLocks.ts';
import { reasonToTakeOver, type Takeover } from './rolloutRules.ts';
import type { StateStore } from './stateStore.ts';

/**
 * Takes every lock that a rollout needs, and records them; or none: then the rollout has ended before its first step,
 * and it fails saying who is at work.
 */
export async function lockHosts(parts: {
  readonly prepared: PreparedPlan;
  readonly owner: LockOwner;
  readonly takeOver: Takeover | undefined;
  readonly workspace: Workspace;
  readonly reach: Reach;
  readonly ports: AppPorts;
  readonly store: StateStore;
}): Promise<RolloutLocks> {
  const { prepared, owner, takeOver, workspace, reach, ports, store } = parts;
  const { rolloutId } = owner;
  let locks: RolloutLocks | undefined;
  try {
    locks = await acquireRolloutLocks(toLockPlaces(prepared.plan, prepared.target, workspace), {
      host: (name) => reach.host(name),
      owner,
      reasonToTakeOver: (held) => reasonToTakeOver(store.state(), held, takeOver),
      monotonicMs: () => ports.monotonicMs(),
      delay: (ms, options) => ports.delay(ms, options),
      reportError: (error) => ports.reportError(error),
    });
    const { record } = locks;
    await store.commit(() => [{ kind: 'hostsLocked', rolloutId, ...record }]);
    return locks;
  } catch (error) {
    await locks?.giveBack();
    const reason = `Nothing was begun: ${error instanceof Error ? error.message : String(error)}`;
    await store.commit(() => [{ kind: 'rolloutFinished', rolloutId, result: 'failed', reason }]);
    throw error;
  }
}
