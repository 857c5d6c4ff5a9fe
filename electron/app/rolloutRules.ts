import type { JournalEvent } from '../../shared/journal/events.ts';
import type { JournalState, RolloutState } from '../../shared/journal/state.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { HeldLock } from '../ssh/hostLock/hostLocks.ts';
import { isOpen } from './interruptedRollouts.ts';
import type { PreparedPlan } from './planService.ts';
import type { RolloutLocks } from './rolloutLocks.ts';

/** A person wants the hosts, whoever has them. */
export interface Takeover {
  readonly reason: string;
}

export function requireRollout(state: JournalState, rolloutId: string): RolloutState {
  const rollout = state.rollouts[rolloutId];
  if (!rollout) throw new Fault('NOT_FOUND', `The journal knows no rollout ${rolloutId}.`);
  return rollout;
}

/** Events by which persons, whichever process they use, tell the process that carries a rollout out. */
export function isDecisionAbout(event: JournalEvent, rolloutId: string): boolean {
  switch (event.kind) {
    case 'rolloutStopRequested':
    case 'rolloutPaused':
    case 'rolloutResumed':
    case 'hostRetryRequested':
    case 'hostSkipped':
      return event.rolloutId === rolloutId;
    default:
      return false;
  }
}

/** One rollout of a service in an environment at a time, whichever process asks. */
export function requireNoneRunning(
  state: JournalState,
  of: { readonly service: string; readonly environment: string },
): void {
  const other = Object.values(state.rollouts).find(
    (rollout) => rollout.service === of.service && rollout.environment === of.environment && isOpen(rollout),
  );
  if (!other) return;
  throw new Fault(
    'ROLLOUT_RUNNING',
    `${other.requestedBy} is rolling ${of.service} ${other.release.version} out to ${of.environment} since ${other.requestedAt}.`,
    {
      wayOut: `Wait for it, or stop it: rollout ${other.id} on ${other.runner?.machine ?? 'an unknown machine'}.`,
    },
  );
}

/**
 * Why a lock that stands may be taken over. A person's reason counts for every lock. Without one, only what a rollout
 * of this very journal left behind is: it was interrupted, or its process died before it gave the lock back.
 */
export function reasonToTakeOver(
  state: JournalState,
  { owner }: HeldLock,
  takeOver: Takeover | undefined,
): string | undefined {
  if (takeOver) return takeOver.reason;
  const rollout = owner && state.rollouts[owner.rolloutId];
  if (!rollout || isOpen(rollout)) return undefined;
  const how = rollout.status.kind === 'interrupted' ? 'was interrupted' : 'is over';
  return `rollout ${rollout.id} ${how} and left its lock`;
}

/** Where a balancer has no host to lock on, the lock of the pool's host counts. */
export async function verifyUnlockable(
  { target }: PreparedPlan,
  member: { readonly server: string; readonly balancers: readonly string[] },
  locks: RolloutLocks,
): Promise<void> {
  const { unlockable } = locks.record;
  if (!member.balancers.some((name) => unlockable.some((it) => it === name))) return;
  const host = target.placements.find(({ server }) => server === member.server)?.host;
  if (host !== undefined) await locks.verifyHost(host);
}

/**
 * The rollouts of the very same plan that were interrupted right before this one, the newest one first: each of them
 * went on with what the one before had left. Those that ended before their first step change nothing about that.
 */
export function findInterruptedBefore(state: JournalState, rolloutId: string): readonly RolloutState[] {
  const rollout = requireRollout(state, rolloutId);
  const before = state.rolloutOrder
    .slice(0, state.rolloutOrder.indexOf(rolloutId))
    .flatMap((id) => state.rollouts[id] ?? [])
    .filter(
      (it) =>
        it.service === rollout.service &&
        it.environment === rollout.environment &&
        Object.values(it.hosts).some((host) => host.steps.length > 0 || host.outcome !== undefined),
    )
    .toReversed();
  const other = before.findIndex(
    (it) => it.status.kind !== 'interrupted' || it.planSha256 !== rollout.planSha256,
  );
  return before.slice(0, other < 0 ? before.length : other);
}
