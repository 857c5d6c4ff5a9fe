import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { RolloutState } from '../../shared/journal/state.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { readRunningVersion, runCheck } from '../fleet/runCheck.ts';
import type { Journal } from '../journal/journal.ts';
import type { EnginePort, RolloutPorts } from '../rollout/ports.ts';
import type { PreparedPlan } from './planService.ts';
import { createPoolPort } from './poolPort.ts';
import type { AppPorts } from './ports.ts';
import type { Reach } from './reach.ts';
import { createRolloutHosts } from './rolloutHosts.ts';
import type { RolloutLocks } from './rolloutLocks.ts';
import { findInterruptedBefore, isDecisionAbout, requireRollout, verifyUnlockable } from './rolloutRules.ts';
import type { ApprovalGate } from './signoff/approvalGate.ts';
import type { StateStore } from './stateStore.ts';

export interface RolloutPortsParts {
  readonly rolloutId: string;
  readonly prepared: PreparedPlan;
  readonly locks: RolloutLocks;
  readonly reach: Reach;
  readonly ports: AppPorts;
  readonly journal: Journal;
  readonly store: StateStore;
  readonly approvals: ApprovalGate;
  readonly engine: EnginePort | undefined;
  tick(tick: ProgressTick): void;
}

/** The world as one rollout sees it: its hosts with their locks, its pool, its place in the journal. */
export function createRolloutPorts(parts: RolloutPortsParts): RolloutPorts {
  const { rolloutId, prepared, locks, reach, ports, store } = parts;
  return {
    approveBatch: (id, batch) => approveBatch(parts, id, batch),
    host: createRolloutHosts({ rolloutId, prepared, locks, reach, ports, tick: (it) => parts.tick(it) }),
    lockAgain: async (host) => {
      const lock = await locks.lockAgain(host);
      if (lock) await store.commit(() => [{ kind: 'hostsLocked', rolloutId, locks: [lock], unlockable: [] }]);
    },
    unlock: () => locks.release(),
    pool: createPoolPort({
      control: prepared.control,
      beforeChange: async (member) => {
        // Asked while the balancers are looked at. What it finds is told when the line is about to leave, which asks again.
        void Promise.allSettled(member.balancers.map((name) => locks.verifyBalancer(name)));
        await verifyUnlockable(prepared, member, locks);
      },
    }),
    checks: {
      run: (host, check, options) => runCheck(reach.host(host), check, options),
      readVersion: (host, check, options) => readRunningVersion(reach.host(host), check, options),
    },
    ...(parts.engine ? { engine: parts.engine } : {}),
    journal: {
      record: async (events) => void (await store.commit(() => events)),
      recordIf: async (id, may, events) => {
        const written = await store.commit((state) => (may(requireRollout(state, id)) ? events : []));
        return written.length > 0;
      },
      onDecision: (id, listener) =>
        store.onRecords((records) => {
          if (records.some(({ event }) => isDecisionAbout(event, id))) listener();
        }),
      keep: (text) => parts.journal.putBlob(Buffer.from(text, 'utf8')),
      rollout: (id) => requireRollout(store.state(), id),
      interruptedBefore: (id) => findInterruptedBefore(store.state(), id),
      debtsOf: (of) =>
        Object.values(store.state().debts)
          .filter(
            (it) => it.service === of.service && it.environment === of.environment && it.host === of.host,
          )
          .map((it) => it.id),
    },
    clock: ports,
    createId: () => ports.createId(),
    tick: (it) => parts.tick(it),
    source: prepared.release.source,
  };
}

/** Sign-offs may have expired, been rejected or lost their policy since: then no further host is touched. */
async function approveBatch(
  { approvals, store }: RolloutPortsParts,
  rolloutId: string,
  batch: number,
): Promise<void> {
  try {
    const verified = await approvals.verifyBatch({ rolloutId, batch });
    if (verified) await store.commit(() => [verified]);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const reason = error.message;
    await store.commit((state) =>
      mayStop(requireRollout(state, rolloutId)) ? [{ kind: 'rolloutStopRequested', rolloutId, reason }] : [],
    );
  }
}

function mayStop({ status }: RolloutState): boolean {
  return status.kind === 'running' || status.kind === 'paused';
}
