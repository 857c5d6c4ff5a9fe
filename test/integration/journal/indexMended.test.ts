import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toIndexPath, indexVersion } from '../../../electron/journal/queryIndex/indexSchema.ts';
import { firstEvents, writeLongJournal, writeRecords } from '../../fixtures/longJournal.ts';
import { toRecords } from '../../fixtures/records.ts';
import { startScript, waitForLines } from './support/child.ts';
import { withRawDatabase } from './support/rawDatabase.ts';
import { openTestIndex } from './support/testIndex.ts';
import { createJournalPath } from './support/testJournal.ts';

const length = 10_000;
const records = toRecords(firstEvents(length));
const ofHost = (seq: number): boolean => {
  const event = records[seq - 1]?.event;
  return event !== undefined && 'host' in event && event.host === 'web-3';
};
const expected = records
  .map(({ seq }) => seq)
  .filter(ofHost)
  .toReversed();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-index-'));
  await writeLongJournal(join(folder, 'journal.db'), length);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The journal without an index, in a folder of the test's own. */
function given(): string {
  const path = createJournalPath();
  for (const suffix of ['', '.head'])
    copyFileSync(`${join(folder, 'journal.db')}${suffix}`, `${path}${suffix}`);
  return path;
}

function indexed(): string {
  const path = given();
  const index = openTestIndex(path);
  index.finish();
  index.close();
  return path;
}

/** Damage may be seen only by looking: then the index says how far the new one is, and comes to its end. */
function expectWhole(path: string): void {
  const index = openTestIndex(path);
  index.finish();
  const { indexedSeq } = index.findAll({ host: 'web-3' });
  expect([0, length]).toContain(indexedSeq);
  index.finish();
  expect(index.findAll({ host: 'web-3' })).toEqual({
    seqs: expected,
    total: expected.length,
    indexedSeq: length,
  });
  index.close();
}

describe('an index that was not finished', () => {
  it('answers for what it has and says how far that is', () => {
    const index = openTestIndex(given());
    while (index.findAll({}).indexedSeq === 0) index.step();
    const { seqs, total, indexedSeq } = index.findAll({ host: 'web-3' });
    expect(indexedSeq).toBeLessThan(length);
    expect(seqs).toEqual(expected.filter((seq) => seq <= indexedSeq));
    expect(total).toBe(seqs.length);
  });

  it('is gone on with where it was, after its process was killed', async () => {
    const path = given();
    const child = startScript('indexWriter.ts', [path]);
    await waitForLines(child, 10);
    child.process.kill('SIGKILL');
    await child.ended;
    const index = openTestIndex(path);
    const { indexedSeq } = index.findAll({});
    expect(indexedSeq).toBeGreaterThan(0);
    index.close();
    expectWhole(path);
  });

  it('is made by several processes at once as by one', async () => {
    const path = given();
    const children = ['one', 'other'].map(() => startScript('indexWriter.ts', [path]));
    const own = openTestIndex(path);
    own.finish();
    await Promise.all(children.map((child) => waitForLines(child, 1)));
    expect(own.findAll({ host: 'web-3' }).seqs).toEqual(expected);
  });
});

describe('an index that does not fit', () => {
  it('is made anew where it was cut', () => {
    const path = indexed();
    const file = toIndexPath(path);
    truncateSync(file, Math.floor(statSync(file).size / 2));
    expectWhole(path);
  });

  it('is made anew where it is no database', () => {
    const path = given();
    writeFileSync(toIndexPath(path), 'this is not SQLite');
    expectWhole(path);
  });

  it('is made anew where a bit of it was flipped that SQLite does not miss', () => {
    const path = indexed();
    withRawDatabase(toIndexPath(path), (database) => {
      const row = database
        .prepare(`SELECT places FROM posting WHERE term = '=host=web-3' AND segment = 1`)
        .get();
      const places = Uint8Array.from(row?.['places'] as Uint8Array);
      places[3] = (places[3] ?? 0) ^ 4;
      database
        .prepare(`UPDATE posting SET places = ? WHERE term = '=host=web-3' AND segment = 1`)
        .run(places);
    });
    expectWhole(path);
  });

  it('is made anew where its tables are gone', () => {
    const path = indexed();
    withRawDatabase(toIndexPath(path), (database) => database.exec('DROP TABLE posting'));
    expectWhole(path);
  });

  it('is made anew where it was made of another journal', async () => {
    const other = createJournalPath();
    await writeRecords(other, toRecords(firstEvents(500), { desktop: 'desk-2' }));
    const index = openTestIndex(other);
    index.finish();
    index.close();
    const path = given();
    copyFileSync(toIndexPath(other), toIndexPath(path));
    expectWhole(path);
  });

  it('is made anew where it is further than the journal, which was restored from a backup', async () => {
    const path = createJournalPath();
    await writeRecords(path, records.slice(0, 500));
    copyFileSync(toIndexPath(indexed()), toIndexPath(path));
    const index = openTestIndex(path);
    index.finish();
    expect(index.findAll({}).total).toBe(500);
  });

  it('is made anew where its version is another one', () => {
    const path = indexed();
    withRawDatabase(toIndexPath(path), (database) =>
      database.exec(`PRAGMA user_version = ${indexVersion + 1}`),
    );
    expectWhole(path);
  });

  it('is left alone where a newer Signalbox made it, beside this one’s own', () => {
    const path = given();
    const newer = toIndexPath(path, indexVersion + 1);
    writeFileSync(newer, 'of a newer one');
    expectWhole(path);
    expect(readFileSync(newer, 'utf8')).toBe('of a newer one');
    expect(existsSync(toIndexPath(path))).toBe(true);
  });

  it('is kept in memory where it cannot be written', () => {
    const path = given();
    mkdirSync(`${toIndexPath(path)}/in the way`, { recursive: true });
    expectWhole(path);
  });
});
