import type { JournalEventOf } from '../../shared/journal/events.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { FoundStep } from '../ssh/detached/detachedSteps.ts';
import type { Fence } from '../ssh/hostLock/fence.ts';
import { createHostLocks } from '../ssh/hostLock/hostLocks.ts';
import { createLimit } from './createLimit.ts';
import {
  decideTakeover,
  isHeld,
  takeOver,
  tryToAcquire,
  withStepsFound,
  type Lock,
  type LockParts,
  type Unlocked,
} from './lockAttempts.ts';
import type { LockPlaces } from './lockPlaces.ts';

/** How often an owner says that he is at work. */
const heartbeatMs = 15_000;
const hostsAtOnce = 32;
/** One action sends lines to several balancers: for so long one look at their host is enough. */
const freshMs = 250;

type LockRecord = JournalEventOf<'hostsLocked'>['locks'][number];

/** The locks that one rollout holds on its hosts and on those of its balancers. */
export interface RolloutLocks {
  /** What is recorded about them. */
  readonly record: Pick<JournalEventOf<'hostsLocked'>, 'locks' | 'unlockable'>;
  /** Of a host of the service. Throws why there is none, and HOST_LOCKED once it is known to be lost. */
  fenceOf(host: string): Fence;
  /** Of the pool on a balancer's host; `undefined` where it has none. Throws HOST_LOCKED once it is known to be lost. */
  fenceOfBalancer(balancer: string): Fence | undefined;
  /** What stood in the steps of that host when it was locked: nothing of an earlier owner's can come after that. */
  stepsFoundOn(host: string): readonly FoundStep[];
  /** Asks a host of the service whether its lock still stands. Fails with HOST_LOCKED. */
  verifyHost(host: string): Promise<void>;
  /**
   * The same for everything that this balancer's host holds, unless it has just been asked. For a balancer that cannot
   * be locked only what is known already counts.
   */
  verifyBalancer(balancer: string): Promise<void>;
  /**
   * Takes the lock of a host of the service that could not be locked before, and says what is to be recorded of it.
   * Never rejects: where it fails again, the host's next step says why.
   */
  lockAgain(host: string): Promise<LockRecord | undefined>;
  /** Renews every heartbeat again and again until the signal aborts. */
  keepAlive(options: { readonly signal: AbortSignal }): Promise<void>;
  /** Removes what ended steps left, and gives every lock back that is still ours. Never rejects. */
  release(): Promise<void>;
  /** The same, where nothing was begun: what interrupted rollouts left tells whoever comes next how it came out. */
  giveBack(): Promise<void>;
}

/**
 * Takes every lock, or none: where somebody else holds one that may not be taken over, those that were won are given
 * back, none is taken over, and it fails with HOST_LOCKED, every holder named. It also fails where a balancer's host
 * cannot be locked. A host of the service that cannot be reached or cannot hold a lock keeps nobody from the others:
 * its first step fails for that reason.
 */
export async function acquireRolloutLocks(
  { places, unlockable }: LockPlaces,
  parts: LockParts,
): Promise<RolloutLocks> {
  const limit = createLimit(hostsAtOnce);
  const each = <T, R>(of: readonly T[], work: (it: T) => Promise<R>): Promise<R[]> =>
    Promise.all(of.map((it) => limit(() => work(it))));

  const attempts = await each(places, (place) => tryToAcquire(place, parts));
  const mine: Omit<Lock, 'found'>[] = attempts.filter((it) => it.kind === 'won');
  const failed = attempts.filter((it) => it.kind === 'failed');
  try {
    const held = await each(
      attempts.filter((it) => it.kind === 'held'),
      ({ place, fault }) => decideTakeover(place, fault, parts),
    );
    const refused = held.filter((it) => it instanceof Fault);
    if (refused.length > 0) throw toRefusal(refused);
    const withoutBalancer = failed.find(({ place }) => place.balancer !== undefined);
    if (withoutBalancer) throw withoutBalancer.error;
    await each(
      held.flatMap((it) => (it instanceof Fault ? [] : [it])),
      async (takeover) => void mine.push(await takeOver(takeover, parts)),
    );
    const locks = await each(mine, (it) => withStepsFound(it, parts));
    return createRolloutLocks({ locks, failed, unlockable }, parts);
  } catch (error) {
    await releaseAll(mine, parts, { clean: false });
    throw error;
  }
}

function createRolloutLocks(
  of: {
    readonly locks: readonly Lock[];
    readonly failed: readonly Unlocked[];
    readonly unlockable: LockPlaces['unlockable'];
  },
  parts: LockParts,
): RolloutLocks {
  const locks = [...of.locks];
  const failed = [...of.failed];
  const seenAtMs = new Map<string, number>();
  let lost: Fault | undefined;
  const limit = createLimit(hostsAtOnce);

  const lockOn = (host: string): Lock => {
    const found = locks.find(({ place }) => place.host === host && place.balancer === undefined);
    if (found) return found;
    const why = failed.find(({ place }) => place.host === host && place.balancer === undefined);
    throw why?.error ?? new Fault('INTERNAL', `${host} was never locked`);
  };

  const beating = new Map<string, Promise<void>>();

  /** Who asks while the host is being asked shares the answer. */
  function beatOn(host: string): Promise<void> {
    const begun = beating.get(host) ?? beatNow(host).finally(() => beating.delete(host));
    beating.set(host, begun);
    return begun;
  }

  /** Everything that one host holds for us, in one exchange. */
  async function beatNow(host: string): Promise<void> {
    throwIfLost();
    const onHost = locks.filter(({ place }) => place.host === host);
    try {
      await createHostLocks(parts.host(host)).beat(...onHost.map(({ fence }) => fence));
      seenAtMs.set(host, parts.monotonicMs());
    } catch (error) {
      if (isHeld(error)) lost = error;
      throw error;
    }
  }

  /** One lock that is lost is enough: whoever took it over wants all of them. */
  function throwIfLost(): void {
    if (lost) throw lost;
  }

  return {
    record: {
      locks: locks.map(toRecord),
      unlockable: [...of.unlockable],
    },
    fenceOf: (host) => {
      throwIfLost();
      return lockOn(host).fence;
    },
    fenceOfBalancer: (balancer) => {
      throwIfLost();
      return locks.find(({ place }) => place.balancer === balancer)?.fence;
    },
    stepsFoundOn: (host) => lockOn(host).found,
    verifyHost: (host) => beatOn(lockOn(host).place.host),
    verifyBalancer: async (balancer) => {
      throwIfLost();
      const host = locks.find(({ place }) => place.balancer === balancer)?.place.host;
      if (host === undefined) return;
      const seenMs = parts.monotonicMs() - (seenAtMs.get(host) ?? Number.NEGATIVE_INFINITY);
      if (seenMs > freshMs) await beatOn(host);
    },
    lockAgain: async (host) => {
      const missing = failed.findIndex(({ place }) => place.host === host && place.balancer === undefined);
      const place = failed[missing]?.place;
      if (lost || !place) return undefined;
      try {
        const attempt = await tryToAcquire(place, parts);
        if (attempt.kind !== 'won') {
          failed[missing] = {
            kind: 'failed',
            place,
            error: attempt.kind === 'held' ? attempt.fault : attempt.error,
          };
          return undefined;
        }
        const lock = await withStepsFound({ place, fence: attempt.fence }, parts);
        failed.splice(missing, 1);
        locks.push(lock);
        return toRecord(lock);
      } catch (error) {
        failed[missing] = { kind: 'failed', place, error };
        return undefined;
      }
    },
    keepAlive: async ({ signal }) => {
      while (!signal.aborted) {
        await parts.delay(heartbeatMs, { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        if (signal.aborted) return;
        // A host out of sight is told by its steps; one whose lock is lost is remembered.
        await Promise.allSettled(hostsOf(locks).map((host) => limit(() => beatOn(host))));
      }
    },
    release: () => releaseAll(locks, parts, { clean: true }),
    giveBack: () => releaseAll(locks, parts, { clean: false }),
  };
}

function toRecord({ place, fence, takenFrom }: Omit<Lock, 'found'>): LockRecord {
  return {
    host: place.host,
    folder: place.folder.text,
    number: fence.number,
    ...(takenFrom === undefined ? {} : { takenFrom }),
  };
}

function hostsOf(locks: readonly Lock[]): readonly string[] {
  return [...new Set(locks.map(({ place }) => place.host))];
}

async function releaseAll(
  locks: readonly Pick<Lock, 'place' | 'fence'>[],
  parts: LockParts,
  { clean }: { readonly clean: boolean },
): Promise<void> {
  const limit = createLimit(hostsAtOnce);
  const released = await Promise.allSettled(
    locks.map(({ place, fence }) =>
      limit(() =>
        createHostLocks(parts.host(place.host)).release(fence, {
          clean: clean && place.balancer === undefined,
        }),
      ),
    ),
  );
  for (const it of released) if (it.status === 'rejected') parts.reportError(it.reason);
}

function toRefusal(held: readonly Fault[]): Fault {
  const [first] = held;
  if (!first) throw new Error('nobody holds a lock');
  const others = held.length === 1 ? '' : `, and ${held.length - 1} more`;
  return new Fault('HOST_LOCKED', `${first.message}${others}`, {
    ...(first.wayOut === undefined ? {} : { wayOut: first.wayOut }),
    details: held.map((fault) => fault.message),
    retryable: held.every((fault) => fault.retryable),
  });
}
