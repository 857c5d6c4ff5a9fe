import { join } from 'node:path';
import { openJournal } from '../../../electron/journal/openJournal.ts';
import { createDatabase } from '../../../electron/journal/sqliteDatabase.ts';
import { measureInTurns, resultsOf } from '../lib/inTurns.ts';
import { timed } from '../lib/statistics.ts';

const sides = [
  'bare, one at a time',
  'journal, one at a time',
  'bare, 100 at once',
  'journal, 100 at once',
] as const;
export type AppendSide = (typeof sides)[number];

/** Records a second, run by run. */
export type AppendRates = Readonly<Record<AppendSide, readonly number[]>>;

const bodyText = JSON.stringify({ text: 'x'.repeat(232) });

/**
 * The journal's appends, each answered before the next, beside inserts into a bare table of two columns by the same
 * library with the same settings (WAL, synchronous=FULL); in turns, on the same disk.
 */
export async function measureAppends(
  folder: string,
  { appends, runs }: { readonly appends: number; readonly runs: number },
): Promise<AppendRates> {
  const journal = await openJournal({
    path: join(folder, 'journal.db'),
    now: () => new Date(),
    create: true,
  });
  const bare = createDatabase({ path: join(folder, 'bare.db'), busyTimeoutMs: 5_000 });
  bare.exec('CREATE TABLE bare(seq INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = bare.prepare('INSERT INTO bare(seq, body) VALUES (?, ?)');
  let inserted = 0;
  let { seq } = await journal.head();

  async function write(side: AppendSide): Promise<number> {
    switch (side) {
      case 'bare, one at a time':
        return insertBare(1, appends);
      case 'bare, 100 at once':
        return insertBare(100, Math.ceil(appends / 10));
      case 'journal, one at a time':
        return append(1, appends);
      case 'journal, 100 at once':
        return append(100, Math.ceil(appends / 10));
    }
  }

  function insertBare(atOnce: number, times: number): number {
    const together = bare.transaction(() => {
      for (let record = 0; record < atOnce; record += 1) insert.run((inserted += 1), bodyText);
    });
    for (let time = 0; time < times; time += 1) together.immediate();
    return atOnce * times;
  }

  async function append(atOnce: number, times: number): Promise<number> {
    const bodies = Array<string>(atOnce).fill(bodyText);
    for (let time = 0; time < times; time += 1) {
      const result = await journal.append({ expectedSeq: seq, bodies });
      if (result.kind !== 'appended') throw new Error('another writer was faster');
      seq += atOnce;
    }
    return atOnce * times;
  }

  for (const side of sides) await write(side); // the first pages of a log cost more than the later ones
  const results = await measureInTurns(sides, runs, async (side) => {
    const { value, ms } = await timed(() => write(side));
    return (value * 1_000) / ms;
  });
  bare.close();
  await journal.close();
  return {
    'bare, one at a time': resultsOf(results, 'bare, one at a time'),
    'journal, one at a time': resultsOf(results, 'journal, one at a time'),
    'bare, 100 at once': resultsOf(results, 'bare, 100 at once'),
    'journal, 100 at once': resultsOf(results, 'journal, 100 at once'),
  };
}
