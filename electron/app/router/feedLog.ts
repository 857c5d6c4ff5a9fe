import type { FeedDefinition } from '../../../shared/contract/define.ts';

/** Consecutive events of a feed, oldest first; with `latest` delivery older ones of the same key are left out. */
export interface FeedBatch {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly values: readonly unknown[];
  readonly sizeBytes: number;
}

/** What a feed said last, as far back as its limits allow: new events and replays are read from here. */
export interface FeedLog {
  /** The number of the newest event; 0 before the first. */
  readonly lastSeq: number;
  /** Returns the event's size as JSON. @throws TypeError when it has none. */
  append(event: unknown): number;
  /**
   * What follows `seq`, up to about `maxBytes` but at least one event.
   * `undefined` when the log does not reach back so far, or not yet so far: only a snapshot helps then.
   */
  batchAfter(seq: number, maxBytes: number): FeedBatch | undefined;
}

export interface FeedLogLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

interface Entry {
  readonly seq: number;
  readonly event: unknown;
  readonly sizeBytes: number;
}

export function createFeedLog(delivery: FeedDefinition['delivery'], limits: FeedLogLimits): FeedLog {
  // A Map keeps its order of insertion, so both kinds are oldest first; `every` has a key per event.
  const entries = new Map<string | number, Entry>();
  let lastSeq = 0;
  let sizeBytes = 0;
  /** Events up to this one are gone for good. */
  let forgottenSeq = 0;

  function remove(key: string | number, entry: Entry): void {
    entries.delete(key);
    sizeBytes -= entry.sizeBytes;
  }

  function forgetOldest(): void {
    for (const [key, entry] of entries) {
      if (entries.size <= limits.maxEvents && sizeBytes <= limits.maxBytes) return;
      remove(key, entry);
      forgottenSeq = entry.seq;
    }
  }

  function* entriesAfter(seq: number): Iterable<Entry> {
    if (delivery.kind === 'latest') {
      for (const entry of entries.values()) if (entry.seq > seq) yield entry;
      return;
    }
    for (let next = seq + 1; next <= lastSeq; next += 1) {
      const entry = entries.get(next);
      if (entry) yield entry;
    }
  }

  return {
    get lastSeq() {
      return lastSeq;
    },
    append(event) {
      const size = Buffer.byteLength(JSON.stringify(event));
      lastSeq += 1;
      const key = delivery.kind === 'latest' ? delivery.coalesceBy(event) : lastSeq;
      const superseded = entries.get(key);
      if (superseded) remove(key, superseded);
      entries.set(key, { seq: lastSeq, event, sizeBytes: size });
      sizeBytes += size;
      forgetOldest();
      return size;
    },
    batchAfter(seq, maxBytes) {
      if (seq < forgottenSeq || seq > lastSeq) return undefined;
      const values: unknown[] = [];
      let batchBytes = 0;
      let toSeq = seq;
      for (const entry of entriesAfter(seq)) {
        if (values.length > 0 && batchBytes + entry.sizeBytes > maxBytes) {
          return { fromSeq: seq + 1, toSeq, values, sizeBytes: batchBytes };
        }
        values.push(entry.event);
        batchBytes += entry.sizeBytes;
        toSeq = entry.seq;
      }
      return { fromSeq: seq + 1, toSeq: lastSeq, values, sizeBytes: batchBytes };
    },
  };
}
