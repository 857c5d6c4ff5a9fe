import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startScript, waitForLines } from './support/child.ts';
import { tamperUnseen } from './support/rawDatabase.ts';
import {
  appendNumbers,
  createJournalPath,
  openTestJournal,
  readRejection,
  writeJournal,
} from './support/testJournal.ts';

async function openLargeJournal(path: string) {
  const journal = await openTestJournal(path);
  for (let seq = 0; seq < 60_000; seq += 10_000) {
    await journal.append({
      expectedSeq: seq,
      bodies: Array.from({ length: 10_000 }, (_, n) => `{"n":${seq + n}}`),
    });
  }
  return journal;
}

describe('verification', () => {
  it('reports what it read, when, how long it took, and how far it is', async () => {
    const instants = ['2026-11-21T10:00:00.000Z', '2026-11-21T10:00:02.500Z'].map((text) => new Date(text));
    const journal = await openTestJournal(createJournalPath(), {
      now: () => instants.shift() ?? new Date(0),
    });
    await appendNumbers(journal, 1, 4);
    await journal.putBlob(Buffer.from('output'));
    const progress: (readonly [number, number])[] = [];
    const report = await journal.verify({ onProgress: (done, total) => progress.push([done, total]) });
    expect(report).toEqual({
      ok: true,
      records: 4,
      blobs: 1,
      head: await journal.head(),
      verifiedAt: '2026-11-21T10:00:00.000Z',
      durationMs: 2_500,
      findings: [],
    });
    expect(progress).toEqual([
      [0, 5],
      [5, 5],
    ]);
  });

  it('finds a sound journal while another process appends', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    const writer = startScript('writer.ts', [path, 'a', '1000000']);
    for (let round = 1; round <= 5; round += 1) {
      await waitForLines(writer, round * 5);
      const report = await journal.verify();
      expect(report.findings).toEqual([]);
      expect(report.records).toBe(report.head.seq);
      expect(report.records).toBeGreaterThanOrEqual(round * 5);
    }
  });

  it('stops when it is cancelled, before or in the middle, or when the journal is closed', async () => {
    const journal = await openLargeJournal(createJournalPath());
    expect(await readRejection(journal.verify({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'CANCELLED',
    });

    const cancelling = new AbortController();
    const progress: number[] = [];
    const cancelled = journal.verify({
      signal: cancelling.signal,
      onProgress(done) {
        progress.push(done);
        cancelling.abort();
      },
    });
    expect(await readRejection(cancelled)).toMatchObject({ code: 'CANCELLED' });
    expect(progress.at(-1)).toBeLessThan(60_000);

    const interrupted = readRejection(journal.verify());
    await journal.close();
    expect(await interrupted).toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a backup', () => {
  it('taken while another process appends is a whole journal with its mark, which opens', async () => {
    const path = createJournalPath();
    const toPath = join(dirname(path), 'backup.db');
    const journal = await openLargeJournal(path); // many steps, each with commits in between
    await journal.putBlob(Buffer.from('output'));
    const writer = startScript('writer.ts', [path, 'a', '1000000']);
    await waitForLines(writer, 20);
    const shares: number[] = [];
    await journal.backup(toPath, { onProgress: (done, total) => shares.push(done / total) });
    writer.process.kill('SIGKILL');
    await writer.ended;

    expect(shares.at(-1)).toBe(1);
    // one snapshot: the copy never had to begin again
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith('backup'))).toEqual([
      'backup.db',
      'backup.db.head',
    ]);
    const copy = await openTestJournal(toPath, { create: false });
    const rows = await copy.read({ afterSeq: 60_000, limit: 10_000 });
    expect(rows.length).toBeGreaterThanOrEqual(20);
    expect(rows).toEqual(await journal.read({ afterSeq: 60_000, limit: rows.length }));
    expect(await copy.verify()).toMatchObject({ ok: true, blobs: 1 });
    await appendNumbers(copy, 1, 1);
  });

  it.each(['', '.head'])('overwrites nothing: backup.db%s', async (suffix) => {
    const path = createJournalPath();
    const toPath = join(dirname(path), 'backup.db');
    const journal = await openTestJournal(path);
    writeFileSync(`${toPath}${suffix}`, 'precious');
    expect(await readRejection(journal.backup(toPath))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/exists already/),
    });
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith('backup'))).toEqual([
      `backup.db${suffix}`,
    ]);
    expect(await readRejection(journal.backup(path))).toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('is not made of a damaged journal, nor of one that is behind its mark', async () => {
    const path = createJournalPath();
    const toPath = join(dirname(path), 'backup.db');
    const writer = await openTestJournal(path);
    await writer.append({ expectedSeq: 0, bodies: Array.from({ length: 1_200 }, (_, n) => `{"n":${n}}`) });
    await writer.close();
    tamperUnseen(path, (database) => database.exec(`UPDATE journal SET body = '{}' WHERE seq = 3`));
    const journal = await openTestJournal(path);
    expect(await readRejection(journal.backup(toPath))).toMatchObject({
      code: 'JOURNAL_DAMAGED',
      message: expect.stringMatching(/record 3 was changed/),
    });
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith('backup'))).toEqual([]);
  });

  it('leaves nothing behind when it is cancelled or has no folder', async () => {
    const path = createJournalPath();
    const toPath = join(dirname(path), 'backup.db');
    const journal = await openLargeJournal(path);
    const cancelling = new AbortController();
    const cancelled = journal.backup(toPath, {
      signal: cancelling.signal,
      onProgress: () => cancelling.abort(),
    });
    expect(await readRejection(cancelled)).toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith('backup'))).toEqual([]);
    expect(await readRejection(journal.backup(join(dirname(path), 'none', 'b.db')))).toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('restores a damaged journal when both of its files are put in place', async () => {
    const path = createJournalPath();
    const toPath = join(dirname(path), 'backup.db');
    await writeJournal(path, 5);
    const journal = await openTestJournal(path);
    await journal.backup(toPath);
    await appendNumbers(journal, 6, 8);
    await journal.close();
    tamperUnseen(path, (database) => database.exec('DELETE FROM journal WHERE seq = 4'));
    expect(await readRejection(openTestJournal(path))).toMatchObject({ code: 'JOURNAL_DAMAGED' });

    for (const suffix of ['', '-wal', '-shm', '.head']) rmSync(`${path}${suffix}`, { force: true });
    for (const suffix of ['', '.head']) copyFileSync(`${toPath}${suffix}`, `${path}${suffix}`);
    expect((await (await openTestJournal(path)).head()).seq).toBe(5);
  });
});
