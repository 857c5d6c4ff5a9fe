import type { FeedEventOf, FeedName, SnapshotOf } from '../../../shared/contract/contract.ts';
import { feedTable } from '../../../shared/protocol/contractTables.ts';
import { createFeedLog } from './feedLog.ts';
import { createFeedReader, type FeedReader, type FeedSubscriber } from './feedReader.ts';
import { scheduleWithNode, type Schedule } from './schedule.ts';

/** Where a service says what happened; connections read the other side, `FeedPort`. */
export interface FeedHub<F extends FeedName> extends FeedPort {
  /**
   * Call it in the same turn in which `snapshot()` begins to contain the event: between turns a snapshot must
   * hold exactly what has been published. Sends nothing itself. The event is kept and must not be changed.
   * @throws TypeError when the event has no JSON.
   */
  publish(event: FeedEventOf<F>): void;
  /** Ends every subscription and timer; publishing afterwards does nothing. */
  close(): void;
}

export interface FeedPort {
  /** Goes on after `afterSeq` where the log reaches back so far, else begins with a snapshot. */
  subscribe(subscriber: FeedSubscriber, from?: { readonly afterSeq: number }): FeedSubscription;
}

export interface FeedSubscription {
  /** The client has worked through everything up to `seq`. */
  ack(seq: number): void;
  close(): void;
}

export interface FeedHubOptions<F extends FeedName> {
  readonly feed: F;
  readonly snapshot: () => SnapshotOf<F>;
  /** Somebody looks now; called before their snapshot is taken. */
  readonly onFirstSubscriber?: () => void;
  readonly onLastUnsubscribed?: () => void;
  readonly schedule?: Schedule;
  readonly limits?: Partial<FeedLimits>;
}

export interface FeedLimits {
  /** An event waits at most this long for others to travel with. */
  readonly batchMs: number;
  /** Or until this much has come together; also the size that a batch aims at. */
  readonly batchBytes: number;
  /** An `every` subscriber is sent no more than about this ahead of its acknowledgements. */
  readonly maxUnackedBytes: number;
  /** How far back a client may resume or lag; beyond it, it gets a snapshot. */
  readonly maxLogEvents: number;
  readonly maxLogBytes: number;
}

const defaultLimits: FeedLimits = {
  batchMs: 50,
  batchBytes: 64 * 1024,
  maxUnackedBytes: 1024 * 1024,
  maxLogEvents: 50_000,
  maxLogBytes: 32 * 1024 * 1024,
};

/** One feed: numbers its events, keeps the last of them, and sends them in batches to whoever follows. */
export function createFeedHub<F extends FeedName>(options: FeedHubOptions<F>): FeedHub<F> {
  const { feed, snapshot, schedule = scheduleWithNode } = options;
  const { delivery } = feedTable[feed];
  const limits: FeedLimits = { ...defaultLimits, ...options.limits };
  const log = createFeedLog(delivery, { maxEvents: limits.maxLogEvents, maxBytes: limits.maxLogBytes });
  const readers = new Set<FeedReader>();
  let waitingBytes = 0;
  let cancelFlush: (() => void) | undefined;
  let closed = false;

  function flush(): void {
    cancelFlush?.();
    cancelFlush = undefined;
    waitingBytes = 0;
    for (const reader of readers) reader.push();
  }

  /** Soon, but never within `publish`: the caller may be in the middle of a run that the snapshot has whole. */
  function hurry(): void {
    cancelFlush?.();
    cancelFlush = schedule(0, flush);
  }

  function fail(reader: FeedReader, subscriber: FeedSubscriber, error: unknown): void {
    remove(reader);
    subscriber.onFailure(error);
  }

  function remove(reader: FeedReader): void {
    if (!readers.delete(reader) || readers.size > 0) return;
    cancelFlush?.();
    cancelFlush = undefined;
    waitingBytes = 0;
    options.onLastUnsubscribed?.();
  }

  return {
    publish(event) {
      if (closed) return;
      const sizeBytes = log.append(event);
      if (readers.size === 0) return;
      waitingBytes += sizeBytes;
      const isFull = waitingBytes >= limits.batchBytes;
      if (isFull && waitingBytes - sizeBytes < limits.batchBytes) hurry();
      else cancelFlush ??= schedule(limits.batchMs, flush);
    },
    subscribe(subscriber, from) {
      const reader: FeedReader = createFeedReader({
        log,
        snapshot,
        subscriber,
        limits,
        delivery: delivery.kind,
        onFailure: (error) => fail(reader, subscriber, error),
      });
      readers.add(reader);
      try {
        if (readers.size === 1) options.onFirstSubscriber?.();
        reader.begin(from?.afterSeq);
      } catch (error) {
        fail(reader, subscriber, error);
      }
      return { ack: (seq) => reader.ack(seq), close: () => remove(reader) };
    },
    close() {
      closed = true;
      for (const reader of readers) remove(reader);
    },
  };
}
