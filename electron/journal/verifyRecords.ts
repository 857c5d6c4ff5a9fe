import { availableParallelism } from 'node:os';
import { joinRanges, type RecordsVerification } from './joinRanges.ts';
import type { RowRange } from './rows.ts';
import { runJob } from './runJob.ts';
import type { DatabaseOptions, SqliteDatabase } from './sqliteDatabase.ts';
import { verifyRange, type RangeVerification } from './verifyRange.ts';

/** Starting a thread costs as much as checking some thousand records. */
const recordsWorthThread = 20_000;
const mostThreads = 8;

/** What a thread is started with. */
export type RangeTask = DatabaseOptions & { readonly range: RowRange };

/**
 * Every record up to `headSeq`, in as many threads as there are processors: a record needs nothing but the one before
 * it. Records never change, so that each thread may look by a connection of its own.
 * @param advance hears of records that were checked; what it throws ends the threads and is thrown on.
 */
export async function verifyRecords(
  database: SqliteDatabase,
  { headSeq, ...options }: DatabaseOptions & { readonly headSeq: number },
  advance: (records: number) => void,
): Promise<RecordsVerification> {
  const ranges = toRanges(headSeq);
  const [only] = ranges;
  if (only && ranges.length === 1) return joinRanges([verifyRange(database, only, () => advance(1))]);
  return joinRanges(
    await inThreads(
      ranges.map((range) => ({ ...options, range })),
      advance,
    ),
  );
}

async function inThreads(
  tasks: readonly RangeTask[],
  advance: (records: number) => void,
): Promise<RangeVerification[]> {
  const url = new URL('./rangeWorker.ts', import.meta.url);
  const ending = new AbortController();
  const run = (task: RangeTask): Promise<RangeVerification> => {
    let known = 0;
    const onProgress = (done: number): void => {
      try {
        advance(done - known);
        known = done;
      } catch (error) {
        ending.abort(error);
      }
    };
    return runJob<RangeTask, RangeVerification>(url, task, { signal: ending.signal, onProgress });
  };
  const running = tasks.map(run);
  try {
    return await Promise.all(running);
  } catch (error) {
    throw ending.signal.aborted ? ending.signal.reason : error;
  } finally {
    ending.abort();
    await Promise.allSettled(running);
  }
}

/** The first begins and the last ends where numbers do: a damaged file may have any. */
export function toRanges(headSeq: number, processors = availableParallelism()): RowRange[] {
  const worthwhile = Math.ceil(headSeq / recordsWorthThread);
  const count = Math.max(1, Math.min(worthwhile, processors, mostThreads));
  const length = Math.ceil(headSeq / count);
  return Array.from({ length: count }, (_, index) => ({
    fromSeq: index === 0 ? Number.MIN_SAFE_INTEGER : index * length + 1,
    toSeq: index === count - 1 ? Math.max(headSeq, 0) : (index + 1) * length,
  }));
}
