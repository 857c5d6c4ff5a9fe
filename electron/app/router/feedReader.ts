import type { FeedBatch, FeedLog } from './feedLog.ts';

/** What a subscriber is told, in this order: events that follow, or a snapshot that replaces everything. */
export interface FeedSubscriber {
  onSnapshot(snapshot: { readonly seq: number; readonly value: unknown }): void;
  onEvents(batch: FeedBatch): void;
  /** The feed could not make its snapshot; the subscription has ended. */
  onFailure(error: unknown): void;
}

/** One subscriber's place in the log. Nothing is kept per subscriber but numbers, however slow it is. */
export interface FeedReader {
  begin(afterSeq: number | undefined): void;
  /** Sends what there is, as far as the subscriber keeps up. */
  push(): void;
  ack(seq: number): void;
}

/** A client that is silent for so many batches is not reading, however small they are. */
const maxUnackedFrames = 200;

interface Unacked {
  readonly toSeq: number;
  readonly sizeBytes: number;
}

export function createFeedReader(options: {
  readonly log: FeedLog;
  readonly snapshot: () => unknown;
  readonly subscriber: FeedSubscriber;
  readonly delivery: 'every' | 'latest';
  readonly onFailure: (error: unknown) => void;
  readonly limits: { readonly batchBytes: number; readonly maxUnackedBytes: number };
}): FeedReader {
  const { log, snapshot, subscriber, limits } = options;
  // `latest` sends nothing while anything is unacknowledged: what waits is coalesced in the log meanwhile.
  const maxUnackedBytes = options.delivery === 'latest' ? 0 : limits.maxUnackedBytes;
  let sentSeq = 0;
  let unacked: Unacked[] = [];
  /** Had something to send and was not allowed to. */
  let held = false;

  function sendSnapshot(): void {
    sentSeq = log.lastSeq;
    // Its size is not known before it is serialised; nothing follows until it is acknowledged.
    unacked.push({ toSeq: sentSeq, sizeBytes: Number.POSITIVE_INFINITY });
    subscriber.onSnapshot({ seq: sentSeq, value: snapshot() });
  }

  function sendBatch(batch: FeedBatch): void {
    sentSeq = batch.toSeq;
    unacked.push({ toSeq: batch.toSeq, sizeBytes: batch.sizeBytes });
    subscriber.onEvents(batch);
  }

  function isFull(): boolean {
    const bytes = unacked.reduce((sum, frame) => sum + frame.sizeBytes, 0);
    return unacked.length > 0 && (bytes >= maxUnackedBytes || unacked.length >= maxUnackedFrames);
  }

  function push(): void {
    try {
      sendWaiting();
    } catch (error) {
      options.onFailure(error);
    }
  }

  function sendWaiting(): void {
    while (sentSeq < log.lastSeq) {
      held = isFull();
      if (held) return;
      const batch = log.batchAfter(sentSeq, limits.batchBytes);
      if (batch) sendBatch(batch);
      else sendSnapshot(); // fell behind what the log keeps: a fresh whole rather than a gap
    }
  }

  return {
    begin(afterSeq) {
      if (afterSeq === undefined || !log.batchAfter(afterSeq, 0)) return sendSnapshot();
      sentSeq = afterSeq;
      push();
    },
    push,
    ack(seq) {
      unacked = unacked.filter((frame) => frame.toSeq > seq);
      if (held && !isFull()) push();
    },
  };
}
