import { Fault } from '../../shared/protocol/fault.ts';
import type { BalancerSighting } from './sighting.ts';
import { verifyNotCancelled } from './waitUntil.ts';

export interface LookOptions {
  readonly backends?: readonly string[];
  readonly signal?: AbortSignal;
}

type Look = (o: LookOptions) => Promise<BalancerSighting>;

interface SharedLook {
  readonly seen: Promise<BalancerSighting>;
  readonly limit: AbortController;
  waiters: number;
}

/**
 * One look after the other, so that two waiting members never restore the same hold at once. Those that wait for their turn
 * with the same question share one answer: it is asked after all of them came, so that none is told what was true before,
 * and five hosts that drain look as often as one. A look ends early once nobody waits for it any more.
 */
export function createSharedLooks(look: Look): Look {
  let lastLook: Promise<unknown> = Promise.resolve();
  /** Not begun yet, by what they ask. */
  const queued = new Map<string, SharedLook>();

  function join(backends: readonly string[] | undefined): SharedLook {
    const question = JSON.stringify(backends ?? null);
    const joined = queued.get(question);
    if (joined) return joined;
    const limit = new AbortController();
    const seen = lastLook.then(() => {
      verifyNotCancelled(limit.signal);
      queued.delete(question);
      return look({ ...(backends === undefined ? {} : { backends }), signal: limit.signal });
    });
    lastLook = seen.catch(() => undefined);
    const shared = { seen, limit, waiters: 0 };
    queued.set(question, shared);
    // Whoever comes after the last one has left needs a look that was not given up.
    limit.signal.addEventListener('abort', () => {
      if (queued.get(question) === shared) queued.delete(question);
    });
    return shared;
  }

  return async ({ backends, signal }) => {
    verifyNotCancelled(signal);
    const shared = join(backends);
    shared.waiters += 1;
    try {
      return await orCancelled(shared.seen, signal);
    } finally {
      shared.waiters -= 1;
      if (shared.waiters === 0) shared.limit.abort();
    }
  };
}

/** Others may wait for the same look: who cancels leaves it to them. */
async function orCancelled<T>(seen: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await seen;
  const cancelled = Promise.withResolvers<never>();
  const giveUp = () =>
    cancelled.reject(
      new Fault('CANCELLED', 'waiting for the balancers was cancelled', { cause: signal.reason }),
    );
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([seen, cancelled.promise]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
