import { countPlaces, placesBack, type Bitmap } from './bitmap.ts';
import { segmentOf, startOf } from './segments.ts';

/** What fits a question among the records up to `toSeq`. */
export interface Result {
  readonly total: number;
  /** The window of it from `offset` on, counted from the newest. */
  window(offset: number, limit: number): number[];
}

/**
 * Keeps the last results whole, a bit for each record: any window of them, however deep, costs next to nothing more,
 * and after more was recorded only that is looked at.
 */
export interface ResultCache {
  /** @param find what fits from a segment on. */
  extend(question: string, toSeq: number, find: (fromSegment: number) => ReadonlyMap<number, Bitmap>): Result;
}

interface Kept {
  toSeq: number;
  total: number;
  readonly segments: Map<number, { readonly bitmap: Bitmap; readonly count: number }>;
}

const keptResults = 16;

export function createResultCache(): ResultCache {
  // A Map keeps the order of insertion: the first is the one that was asked for longest ago.
  const results = new Map<string, Kept>();

  function keepAsNewest(question: string, kept: Kept): void {
    results.delete(question);
    results.set(question, kept);
    for (const oldest of results.keys()) {
      if (results.size <= keptResults) return;
      results.delete(oldest);
    }
  }

  return {
    extend(question, toSeq, find) {
      const kept = results.get(question) ?? { toSeq: 0, total: 0, segments: new Map() };
      // The last segment may have been looked at when it was not full yet.
      if (kept.toSeq < toSeq) take(kept, toSeq, find(segmentOf(kept.toSeq + 1)));
      keepAsNewest(question, kept);
      return { total: kept.total, window: (offset, limit) => windowOf(kept, offset, limit) };
    },
  };
}

function take(kept: Kept, toSeq: number, found: ReadonlyMap<number, Bitmap>): void {
  for (const [segment, bitmap] of found) {
    const count = countPlaces(bitmap);
    kept.total += count - (kept.segments.get(segment)?.count ?? 0);
    kept.segments.set(segment, { bitmap, count });
  }
  kept.toSeq = toSeq;
}

function windowOf({ toSeq, segments }: Kept, offset: number, limit: number): number[] {
  const seqs: number[] = [];
  let skipped = 0;
  for (let segment = segmentOf(toSeq); segment >= 0 && seqs.length < limit; segment -= 1) {
    const { bitmap, count } = segments.get(segment) ?? { bitmap: undefined, count: 0 };
    if (bitmap && skipped + count > offset) {
      const start = startOf(segment);
      const first = Math.max(0, offset - skipped);
      for (const place of placesBack(bitmap).slice(first, first + limit - seqs.length))
        seqs.push(start + place + 1);
    }
    skipped += count;
  }
  return seqs;
}
