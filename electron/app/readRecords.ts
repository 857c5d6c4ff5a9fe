import { parseRecord, type JournalRecord } from '../../shared/journal/record.ts';
import type { Journal } from '../journal/journal.ts';

/** Reads records by their numbers, newest first as they are given; neighbours are read in one go. */
export async function readRecords(
  journal: Pick<Journal, 'read'>,
  seqs: readonly number[],
): Promise<JournalRecord[]> {
  const runs = await Promise.all(
    toRuns(seqs).map(async ({ first, last }) => {
      const rows = await journal.read({ afterSeq: first - 1, limit: last - first + 1 });
      return rows.map(parseRecord).toReversed();
    }),
  );
  return runs.flat();
}

/** Falling numbers without a gap become one run. */
function toRuns(seqs: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const seq of seqs) {
    const run = runs.at(-1);
    if (run && run.first === seq + 1) run.first = seq;
    else runs.push({ first: seq, last: seq });
  }
  return runs;
}
