import { Fault } from '../../shared/protocol/fault.ts';
import { createDetachedSteps, type FoundStep } from '../ssh/detached/detachedSteps.ts';
import type { Fence } from '../ssh/hostLock/fence.ts';
import { createHostLocks, createLockId, type HeldLock } from '../ssh/hostLock/hostLocks.ts';
import { describeOwner } from '../ssh/hostLock/lockedFault.ts';
import type { LockOwner } from '../ssh/hostLock/lockOwner.ts';
import type { RemoteHost } from '../ssh/remoteHost.ts';
import type { LockPlace } from './lockPlaces.ts';

export interface LockParts {
  host(name: string): RemoteHost;
  readonly owner: LockOwner;
  /** Why a lock that somebody holds may be taken over; `undefined` when it may not. */
  reasonToTakeOver(held: HeldLock): string | undefined;
  monotonicMs(): number;
  delay(ms: number, options: { readonly signal: AbortSignal }): Promise<void>;
  reportError(error: unknown): void;
}

export interface Lock {
  readonly place: LockPlace;
  readonly fence: Fence;
  readonly found: readonly FoundStep[];
  readonly takenFrom?: string;
}

export type Attempt =
  | { readonly kind: 'won'; readonly place: LockPlace; readonly fence: Fence }
  | { readonly kind: 'held'; readonly place: LockPlace; readonly fault: Fault }
  | Unlocked;

export interface Unlocked {
  readonly kind: 'failed';
  readonly place: LockPlace;
  readonly error: unknown;
}

export async function tryToAcquire(place: LockPlace, parts: LockParts): Promise<Attempt> {
  try {
    const locks = createHostLocks(parts.host(place.host));
    return { kind: 'won', place, fence: await locks.acquire(place.folder, createLockId(), parts.owner) };
  } catch (error) {
    return isHeld(error) ? { kind: 'held', place, fault: error } : { kind: 'failed', place, error };
  }
}

export interface Takeover {
  readonly place: LockPlace;
  readonly held: HeldLock;
  readonly reason: string;
}

export async function decideTakeover(
  place: LockPlace,
  fault: Fault,
  parts: LockParts,
): Promise<Takeover | Fault> {
  const held = await createHostLocks(parts.host(place.host)).inspect(place.folder);
  const reason = held.kind === 'held' ? parts.reasonToTakeOver(held) : undefined;
  return held.kind === 'held' && reason !== undefined ? { place, held, reason } : fault;
}

export async function takeOver(
  { place, held, reason }: Takeover,
  parts: LockParts,
): Promise<Omit<Lock, 'found'>> {
  const takenFrom = describeOwner(held.owner);
  const locks = createHostLocks(parts.host(place.host));
  const fence = await locks.takeOver(place.folder, held, createLockId(), {
    ...parts.owner,
    takenFrom,
    reason,
  });
  return { place, fence, takenFrom };
}

/** After the lock: whoever had it before can begin nothing that this look does not show. */
export async function withStepsFound(lock: Omit<Lock, 'found'>, parts: LockParts): Promise<Lock> {
  const { host, folder, balancer } = lock.place;
  if (balancer !== undefined) return { ...lock, found: [] };
  return { ...lock, found: await createDetachedSteps(parts.host(host), folder).list() };
}

export function isHeld(error: unknown): error is Fault {
  return error instanceof Fault && error.code === 'HOST_LOCKED';
}
