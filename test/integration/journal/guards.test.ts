import { describe, expect, it } from 'vitest';
import { openJournalStore } from '../../../electron/journal/journalStore.ts';
import { verifyJournalFile } from '../../../electron/journal/verifyJournalFile.ts';
import { withRawDatabase } from './support/rawDatabase.ts';
import { createJournalPath, openTestJournal, readRejection, writeJournal } from './support/testJournal.ts';

const now = () => new Date();
const row = `'{}', '${'0'.repeat(64)}', '${'0'.repeat(64)}'`;

/** Every way past the rules that SQL offers, for a journal with records 1 to 3 and one blob. */
const forbidden: readonly string[] = [
  `UPDATE journal SET body = '{}' WHERE seq = 2`,
  `UPDATE OR REPLACE journal SET seq = 1 WHERE seq = 2`,
  `UPDATE journal SET seq = 4 WHERE seq = 3`,
  `DELETE FROM journal`,
  `DELETE FROM journal WHERE seq = 3`,
  `INSERT OR REPLACE INTO journal VALUES (2, ${row})`,
  `INSERT OR REPLACE INTO journal(rowid, body, body_sha256, chain_sha256) VALUES (3, ${row})`,
  `REPLACE INTO journal VALUES (3, ${row})`,
  `INSERT OR IGNORE INTO journal VALUES (5, ${row})`,
  `INSERT INTO journal VALUES (3, ${row}) ON CONFLICT(seq) DO UPDATE SET body = '{}'`,
  `INSERT INTO journal VALUES (0, ${row})`,
  `INSERT INTO journal VALUES (-1, ${row})`,
  `INSERT INTO journal VALUES (5, ${row})`,
  `INSERT INTO journal VALUES (9223372036854775807, ${row})`,
  `INSERT INTO journal(body, body_sha256, chain_sha256) VALUES (${row})`,
  `UPDATE blob SET bytes = x'00'`,
  `DELETE FROM blob`,
  `INSERT OR REPLACE INTO blob SELECT sha256, x'00' FROM blob`,
  `INSERT INTO blob SELECT sha256, x'00' FROM blob WHERE true ON CONFLICT DO UPDATE SET bytes = x'00'`,
];

describe('the guards', () => {
  it.each(forbidden)('refuse a stranger, whose recursive_triggers are off: %s', async (sql) => {
    const path = createJournalPath();
    const store = openJournalStore({ path, create: true, busyTimeoutMs: 1_000 }, () => undefined);
    store.append([{ expectedSeq: 0, bodies: ['{"n":1}', '{"n":2}', '{"n":3}'] }]);
    store.putBlob(Buffer.from('hello'));
    // and on the app's own connection
    expect(() => store.database.exec(sql)).toThrow(/the journal|UNIQUE/);
    store.close();

    withRawDatabase(path, (database) => {
      expect(() => database.exec(sql)).toThrow(/the journal|UNIQUE/);
    });
    expect(await verifyJournalFile({ path, now })).toMatchObject({ ok: true, records: 3, blobs: 1 });
  });

  it.each([
    ['DROP TRIGGER journal_never_updates', /journal_never_updates is missing/],
    [
      `DROP TRIGGER blob_never_deletes; CREATE TRIGGER blob_never_deletes BEFORE DELETE ON blob WHEN false BEGIN SELECT 1; END`,
      /blob_never_deletes was altered/,
    ],
    [`CREATE TRIGGER eraser AFTER INSERT ON journal BEGIN SELECT 1; END`, /eraser is not of Signalbox/],
    [`CREATE TABLE notes(text)`, /notes is not of Signalbox/],
  ])('are missed when one is gone, altered or joined by another: %s', async (sql, message) => {
    const path = createJournalPath();
    await writeJournal(path, 2);
    withRawDatabase(path, (database) => database.exec(sql));

    const report = await verifyJournalFile({ path, now });
    expect(report.findings.map((finding) => finding.message)).toEqual([expect.stringMatching(message)]);
    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(message),
    });
  });

  it('do not mind SQLite’s own statistics', async () => {
    const path = createJournalPath();
    await writeJournal(path, 2);
    withRawDatabase(path, (database) => database.exec('ANALYZE'));
    expect((await verifyJournalFile({ path, now })).findings).toEqual([]);
  });
});
