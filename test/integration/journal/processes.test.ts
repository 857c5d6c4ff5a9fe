import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { Journal, JournalRow } from '../../../electron/journal/journal.ts';
import { verifyJournalFile } from '../../../electron/journal/verifyJournalFile.ts';
import { startScript, waitForLines, type Child } from './support/child.ts';
import { readKillSweep } from '../../fixtures/killSweep.ts';
import { createRandom } from '../../fixtures/random.ts';
import {
  appendAtHead,
  appendNumbers,
  createJournalPath,
  openTestJournal,
  readMarkSeq,
  readRejection,
} from './support/testJournal.ts';

const now = () => new Date();

/** "<seq> <body>" of each acknowledged record. A line that the kill cut short was never acknowledged. */
function toAcknowledged(child: Child): readonly string[] {
  return child.lines.filter((line) => line.endsWith('}'));
}

async function readAll(journal: Journal): Promise<readonly JournalRow[]> {
  const rows: JournalRow[] = [];
  for (;;) {
    const page = await journal.read({ afterSeq: rows.length, limit: 10_000 });
    rows.push(...page);
    if (page.length === 0) return rows;
  }
}

describe('two processes on one journal', () => {
  it('hammer it, and each record is there once, in one chain, under a mark that never falls', async () => {
    const path = createJournalPath();
    const writers = ['a', 'b'].map((name) => startScript('writer.ts', [path, name, '120']));
    let areRunning = true;
    const ended = Promise.all(writers.map((writer) => writer.ended)).finally(() => (areRunning = false));
    await Promise.all(writers.map((writer) => waitForLines(writer, 1)));
    const marks: number[] = [];
    while (areRunning) {
      marks.push(readMarkSeq(path));
      await nextTurn();
    }

    expect(await ended).toEqual([0, 0]);
    expect(marks).toEqual(marks.toSorted((one, other) => one - other));
    expect(readMarkSeq(path)).toBe(240);
    const journal = await openTestJournal(path, { create: false });
    const rows = await journal.read({ afterSeq: 0, limit: 1_000 });
    const acknowledged = writers.flatMap((writer) => writer.lines);
    expect(new Set(rows.map(({ seq, body }) => `${seq} ${body}`))).toEqual(new Set(acknowledged));
    expect(acknowledged).toHaveLength(240);
    expect(await journal.verify()).toMatchObject({ ok: true, records: 240 });
  });

  it('see each other’s records, in order, without a gap, their own before they are acknowledged', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path);
    await appendNumbers(journal, 1, 2);
    const seen: JournalRow[] = [];
    const stop = journal.onRows((rows) => seen.push(...rows));
    const writer = startScript('writer.ts', [path, 'other', '40']);
    for (let own = 0; own < 20;) {
      const { seq } = await journal.head();
      const result = await journal.append({ expectedSeq: seq, bodies: ['{"own":1}', '{"own":2}'] });
      if (result.kind === 'moved') continue;
      expect(seen.at(-1)?.seq).toBeGreaterThanOrEqual(seq + 2);
      own += 1;
    }
    expect(await writer.ended).toBe(0);

    await vi.waitUntil(() => seen.length >= 80, { timeout: 30_000 });
    expect(seen).toEqual(await journal.read({ afterSeq: 2, limit: 1_000 }));
    stop();
    await appendAtHead(journal, ['{}']);
    expect(seen).toHaveLength(80);
  });

  it('may create it at the same moment', async () => {
    const path = createJournalPath();
    const writers = ['a', 'b', 'c'].map((name) => startScript('writer.ts', [path, name, '5']));
    expect(await Promise.all(writers.map((writer) => writer.ended))).toEqual([0, 0, 0]);
    expect(await verifyJournalFile({ path, now })).toMatchObject({ ok: true, records: 15 });
  });

  it('wait for each other only so long, and say that it is worth another try', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path, { busyTimeoutMs: 50 });
    const holder = startScript('lockHolder.ts', [path]);
    await waitForLines(holder, 1);
    expect(await readRejection(journal.append({ expectedSeq: 0, bodies: ['{}'] }))).toMatchObject({
      code: 'JOURNAL_UNWRITABLE',
      message: expect.stringMatching(/locked by another process/),
      retryable: true,
    });
    holder.process.stdin?.end();
    await holder.ended;
    await appendNumbers(journal, 1, 1);
    expect((await journal.head()).seq).toBe(1);
  });
});

/** `KILLS=200 KILL_SEED=7 npm test -- test/integration/journal/processes.test.ts` for a long sweep; each takes a second. */
const { kills, seed } = readKillSweep({ kills: 8, seed: 120 });

describe('a process that is killed at any moment', () => {
  it('has lost no record that was acknowledged', { timeout: 60_000 + kills * 10_000 }, async () => {
    const path = createJournalPath();
    const random = createRandom(seed);
    const acknowledged: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const writer = startScript('writer.ts', [path, `round ${round}`, '1000000']);
      await waitForLines(writer, 1 + random(40));
      writer.process.kill('SIGKILL');
      expect(await writer.ended).toBe('SIGKILL');
      acknowledged.push(...toAcknowledged(writer));

      const journal = await openTestJournal(path, { create: false });
      const rows = await readAll(journal);
      const present = new Set(rows.map(({ seq, body }) => `${seq} ${body}`));
      expect(acknowledged.filter((line) => !present.has(line))).toEqual([]);
      await journal.close();
    }
    // What was broken once stays broken: one look at the whole chain tells of every round.
    expect(await verifyJournalFile({ path, now })).toMatchObject({ ok: true, findings: [] });
    expect(acknowledged.length).toBeGreaterThan(kills);
  });
});

describe('the main thread', () => {
  it('goes on while an append waits for the disk', async () => {
    const path = createJournalPath();
    const journal = await openTestJournal(path, { busyTimeoutMs: 60_000 });
    const holder = startScript('lockHolder.ts', [path]);
    await waitForLines(holder, 1);
    let isAppended = false;
    const append = journal.append({ expectedSeq: 0, bodies: ['{}'] }).finally(() => (isAppended = true));
    // If SQLite waited on this thread, these turns would never come and the lock would never be given back.
    for (let turn = 0; turn < 1_000; turn += 1) await nextTurn();
    expect(isAppended).toBe(false);
    holder.process.stdin?.end();
    expect(await append).toMatchObject({ kind: 'appended' });
  });

  it('is never held up for a large part of a burst of appends', async () => {
    const journal = await openTestJournal(createJournalPath());
    const body = JSON.stringify({ text: 'x'.repeat(230) });
    const startedAt = performance.now();
    let isRunning = true;
    const burst = Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        journal.append({ expectedSeq: n * 50, bodies: Array(50).fill(body) }),
      ),
    ).finally(() => (isRunning = false));
    let longestTurnMs = 0;
    for (let turnAt = performance.now(); isRunning;) {
      await nextTurn();
      longestTurnMs = Math.max(longestTurnMs, performance.now() - turnAt);
      turnAt = performance.now();
    }
    expect((await burst).every(({ kind }) => kind === 'appended')).toBe(true);
    expect(longestTurnMs / (performance.now() - startedAt)).toBeLessThan(0.5);
  });
});
