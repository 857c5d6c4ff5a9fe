import { describe, expect, it } from 'vitest';
import { joinRanges } from '../../../electron/journal/joinRanges.ts';
import type { Finding } from '../../../electron/journal/journal.ts';
import type { RowRange } from '../../../electron/journal/rows.ts';
import { openForReading } from '../../../electron/journal/sqliteDatabase.ts';
import { verifyRange } from '../../../electron/journal/verifyRange.ts';
import { toRanges } from '../../../electron/journal/verifyRecords.ts';
import { createRandom } from '../../fixtures/random.ts';
import { tamperUnseen } from './support/rawDatabase.ts';
import { createJournalPath, writeJournal } from './support/testJournal.ts';

const count = 120;
const whole: readonly RowRange[] = [{ fromSeq: Number.MIN_SAFE_INTEGER, toSeq: Number.MAX_SAFE_INTEGER }];

function verifyIn(path: string, ranges: readonly RowRange[]) {
  const database = openForReading({ path, busyTimeoutMs: 1_000 });
  try {
    return joinRanges(ranges.map((range) => verifyRange(database, range, () => undefined)));
  } finally {
    database.close();
  }
}

/** Cuts the numbers at some places. */
function cutAt(places: readonly number[]): RowRange[] {
  const ends = [...new Set(places)].toSorted((one, other) => one - other);
  const starts = [Number.MIN_SAFE_INTEGER, ...ends.map((end) => end + 1)];
  return starts.map((fromSeq, index) => ({ fromSeq, toSeq: ends[index] ?? Number.MAX_SAFE_INTEGER }));
}

describe('records that are verified in parts', () => {
  it('show the same damage as in one go, wherever they are cut', async () => {
    const path = createJournalPath();
    await writeJournal(path, count);
    const random = createRandom(11);
    const kinds = new Set<Finding['kind']>();
    for (let round = 0; round < 12; round += 1) {
      tamperUnseen(path, (database) => {
        const seq = 1 + random(count);
        const how = [
          `UPDATE journal SET body = '{"n":0}' WHERE seq = ${seq}`,
          `UPDATE journal SET chain_sha256 = '${'0'.repeat(64)}' WHERE seq = ${seq}`,
          `DELETE FROM journal WHERE seq BETWEEN ${seq} AND ${seq + 2}`,
        ];
        database.exec(how[round % how.length] ?? '');
      });
      const expected = verifyIn(path, whole);
      for (const { kind } of expected.findings) kinds.add(kind);
      for (let cuts = 0; cuts < 6; cuts += 1) {
        const places = Array.from({ length: 1 + random(5) }, () => random(count + 2));
        expect(verifyIn(path, cutAt(places))).toEqual(expected);
      }
    }
    expect([...kinds].toSorted()).toEqual(['bodyChanged', 'chainBroken', 'gap']);
  });

  it('are as many as there are processors, once they are worth it, and leave out no number', () => {
    expect(toRanges(10, 4)).toHaveLength(1);
    expect(toRanges(0, 4)).toHaveLength(1);
    expect(toRanges(-3, 4)).toEqual([{ fromSeq: Number.MIN_SAFE_INTEGER, toSeq: 0 }]);
    expect(toRanges(1_000_000, 1)).toHaveLength(1);
    const ranges = toRanges(1_000_001, 4);
    expect(ranges.map(({ toSeq }) => toSeq)).toEqual([250_001, 500_002, 750_003, 1_000_001]);
    expect(ranges.slice(1).map(({ fromSeq }) => fromSeq - 1)).toEqual(
      ranges.slice(0, -1).map(({ toSeq }) => toSeq),
    );
  });
});
