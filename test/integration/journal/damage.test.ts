import {
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toBodySha256 } from '../../../electron/journal/chain.ts';
import { readHeadMark } from '../../../electron/journal/headMark.ts';
import { verifyJournalFile } from '../../../electron/journal/verifyJournalFile.ts';
import { startScript, waitForLines } from './support/child.ts';
import { createRandom } from '../../fixtures/random.ts';
import { withRawDatabase } from './support/rawDatabase.ts';
import {
  appendNumbers,
  createJournalPath,
  openTestJournal,
  readMarkSeq,
  readRejection,
  writeJournal,
} from './support/testJournal.ts';

const now = () => new Date();

function flipBit(path: string, position: number, bit: number): void {
  const bytes = readFileSync(path);
  bytes[position] = (bytes[position] ?? 0) ^ (1 << bit);
  writeFileSync(path, bytes);
}

function readBodies(path: string): readonly unknown[] {
  return withRawDatabase(path, (database) =>
    database.prepare('SELECT seq, body FROM journal ORDER BY seq').all(),
  );
}

describe('a flipped bit', () => {
  it('in the write-ahead log, after a crash, loses records that SQLite does not miss; the mark does', async () => {
    const crashed = createJournalPath();
    const writer = startScript('writer.ts', [crashed, 'a', '1000000']);
    await waitForLines(writer, 40);
    writer.process.kill('SIGKILL');
    await writer.ended;
    const marked = readMarkSeq(crashed);
    const random = createRandom(20261121);

    for (let round = 0; round < 6; round += 1) {
      const path = `${crashed}.${round}`;
      for (const suffix of ['', '-wal', '.head']) copyFileSync(`${crashed}${suffix}`, `${path}${suffix}`);
      // in the first half of the log, so that marked records come after it
      flipBit(`${path}-wal`, random(Math.floor(statSync(`${path}-wal`).size / 2)), random(8));
      const damagedLog = toBodySha256(readFileSync(`${path}-wal`));

      const refusal = await readRejection(openTestJournal(path));
      expect(refusal).toMatchObject({
        code: 'JOURNAL_DAMAGED',
        message: expect.stringMatching(new RegExp(`records \\d+ to ${marked} are missing`)),
      });
      expect((await verifyJournalFile({ path, now })).findings[0]).toMatchObject({ kind: 'truncated' });
      expect(toBodySha256(readFileSync(`${path}-wal`)), 'the evidence is left as it was').toBe(damagedLog);
      withRawDatabase(path, (database) => {
        expect(database.prepare('PRAGMA integrity_check').get(), 'SQLite sees nothing').toEqual({
          integrity_check: 'ok',
        });
      });
    }
  });

  it('in the database is found by verification, unless it changes no record', async () => {
    const path = createJournalPath();
    await writeJournal(path, 60);
    const sound = readBodies(path);
    const copy = `${path}.copy`;
    const random = createRandom(7);
    let found = 0;
    for (let round = 0; round < 30; round += 1) {
      for (const suffix of ['', '.head']) copyFileSync(`${path}${suffix}`, `${copy}${suffix}`);
      const position = random(statSync(copy).size);
      flipBit(copy, position, random(8));
      const isFound = await verifyJournalFile({ path: copy, now }).then(
        (report) => !report.ok,
        () => true, // JOURNAL_NEWER: the bit was the version's
      );
      if (isFound) found += 1;
      const bodies = isFound ? sound : readBodies(copy);
      expect(bodies, `a bit of byte ${position} changed a record unseen`).toEqual(sound);
      for (const suffix of ['-wal', '-shm']) rmSync(`${copy}${suffix}`, { force: true });
    }
    expect(found).toBeGreaterThan(0);
  });
});

describe('a database that is behind its mark', () => {
  it('is not opened when it is yesterday’s copy', async () => {
    const path = createJournalPath();
    await writeJournal(path, 5);
    copyFileSync(path, `${path}.yesterday`);
    const today = await openTestJournal(path);
    await appendNumbers(today, 6, 9);
    await today.close();
    renameSync(`${path}.yesterday`, path);

    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/records 6 to 9 are missing/),
      wayOut: expect.stringMatching(/backup/),
    });
    expect((await verifyJournalFile({ path, now })).findings).toEqual([
      expect.objectContaining({ kind: 'truncated', seq: 6 }),
    ]);
  });

  it('is not opened when its write-ahead log was deleted after a crash', async () => {
    const path = createJournalPath();
    const writer = startScript('writer.ts', [path, 'a', '1000000']);
    await waitForLines(writer, 40);
    writer.process.kill('SIGKILL');
    await writer.ended;
    const marked = readMarkSeq(path);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });

    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(
        new RegExp(`records? .*\\b${marked}\\b.* missing|not a Signalbox journal`),
      ),
      wayOut: expect.stringMatching(/backup/),
    });
  });

  it('is not begun anew when it is gone', async () => {
    const path = createJournalPath();
    await writeJournal(path, 5);
    rmSync(path);
    expect(await readRejection(openTestJournal(path, { create: true }))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/records 1 to 5 are missing/),
    });
  });

  it.each([0, 100, 4_096, 6_000])('is not opened when its file was cut to %i bytes', async (sizeBytes) => {
    const path = createJournalPath();
    await writeJournal(path, 60);
    truncateSync(path, sizeBytes);
    expect(await readRejection(openTestJournal(path))).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await verifyJournalFile({ path, now })).ok).toBe(false);
  });
});

describe('the mark', () => {
  it('is raised when it is behind on the same chain, as after a crash between commit and mark', async () => {
    const path = createJournalPath();
    await writeJournal(path, 3);
    copyFileSync(`${path}.head`, `${path}.earlier`);
    const later = await openTestJournal(path);
    await appendNumbers(later, 4, 5);
    await later.close();
    const right = readHeadMark(path);
    renameSync(`${path}.earlier`, `${path}.head`);

    const journal = await openTestJournal(path);
    expect((await journal.head()).seq).toBe(5);
    expect(readHeadMark(path)).toEqual(right);
  });

  it.each([
    ['missing', (markPath: string) => rmSync(markPath), 'markMissing'],
    ['cut short', (markPath: string) => truncateSync(markPath, 20), 'markUnreadable'],
  ])('that is %s leaves the journal closed', async (_, damage, kind) => {
    const path = createJournalPath();
    await writeJournal(path, 3);
    damage(`${path}.head`);
    expect(await readRejection(openTestJournal(path))).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect((await verifyJournalFile({ path, now })).findings).toEqual([expect.objectContaining({ kind })]);
  });

  it('that vanishes or runs ahead while the journal is open stops the next append', async () => {
    for (const damage of [
      (markPath: string) => rmSync(markPath),
      (markPath: string) =>
        writeFileSync(markPath, `{"format":1,"seq":9,"chainSha256":"${'1'.repeat(64)}"}\n`),
    ]) {
      const path = createJournalPath();
      const journal = await openTestJournal(path);
      await appendNumbers(journal, 1, 3);
      damage(`${path}.head`);
      const refusal = await readRejection(journal.append({ expectedSeq: 3, bodies: ['{}'] }));
      expect(refusal).toMatchObject({ code: 'JOURNAL_DAMAGED' });
      await journal.close();
      expect(readBodies(path)).toHaveLength(3);
    }
  });
});

describe('a file that is not this app’s journal', () => {
  it('is left untouched when it comes from a newer app', async () => {
    const path = createJournalPath();
    await writeJournal(path, 3);
    withRawDatabase(path, (database) => database.exec('PRAGMA user_version = 2'));
    const before = toBodySha256(readFileSync(path));
    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_NEWER',
      message: expect.stringMatching(/format 2, from a newer Signalbox/),
    });
    expect(await readRejection(verifyJournalFile({ path, now }))).toMatchObject({ code: 'JOURNAL_NEWER' });
    expect(toBodySha256(readFileSync(path))).toBe(before);
  });

  it('is refused when it is another database, no database, or nothing', async () => {
    const path = createJournalPath();
    withRawDatabase(path, (database) => database.exec('CREATE TABLE recipes(name)'));
    expect(await readRejection(openTestJournal(path))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/not a Signalbox journal/),
    });
    writeFileSync(path, 'dear diary, '.repeat(500));
    expect(await readRejection(openTestJournal(path))).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    rmSync(path);
    expect(await readRejection(openTestJournal(path, { create: false }))).toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await readRejection(openTestJournal(`${path}/no/folder`))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await readRejection(openTestJournal('file:journal.db'))).toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('an open journal', () => {
  it.each(['', '-wal'])('takes no record once its file%s was exchanged under it', async (suffix) => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    await appendNumbers(journal, 1, 2);
    renameSync(`${path}${suffix}`, `${path}${suffix}.gone`);
    onTestFinished(() => rmSync(`${path}${suffix}.gone`, { force: true }));
    const refusal = await readRejection(journal.append({ expectedSeq: 2, bodies: ['{}'] }));
    expect(refusal).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/deleted or exchanged/),
    });
    expect(await readRejection(journal.head())).toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });
});
