import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Journal } from '../../electron/journal/journal.ts';
import { openJournal } from '../../electron/journal/openJournal.ts';

/** node test/bench/journal.ts [folder]: records a second with 243-byte bodies, on the disk that matters. */
const bodyText = JSON.stringify({ text: 'x'.repeat(232) });
const roundMs = 2_000;

async function measureAppends(
  journal: Journal,
  bodiesPerAppend: number,
  appendsAtOnce: number,
): Promise<number> {
  const bodies = Array<string>(bodiesPerAppend).fill(bodyText);
  const startedAt = performance.now();
  const { seq: firstSeq } = await journal.head();
  let seq = firstSeq;
  while (performance.now() - startedAt < roundMs) {
    const appends = Array.from({ length: appendsAtOnce }, (_, index) =>
      journal.append({ expectedSeq: seq + index * bodiesPerAppend, bodies }),
    );
    await Promise.all(appends);
    seq += appendsAtOnce * bodiesPerAppend;
  }
  return toRate(seq - firstSeq, startedAt);
}

async function measureReading(journal: Journal): Promise<number> {
  const startedAt = performance.now();
  let seq = 0;
  for (;;) {
    const rows = await journal.read({ afterSeq: seq, limit: 1_000 });
    if (rows.length === 0) return toRate(seq, startedAt);
    seq = rows.at(-1)?.seq ?? seq;
  }
}

async function measureVerification(journal: Journal): Promise<number> {
  const startedAt = performance.now();
  const { records } = await journal.verify();
  return toRate(records, startedAt);
}

function toRate(records: number, startedAt: number): number {
  return Math.round((records * 1_000) / (performance.now() - startedAt));
}

async function measureAll(folder: string): Promise<void> {
  const journal = await openJournal({
    path: join(folder, 'journal.db'),
    now: () => new Date(),
    create: true,
  });
  const rates = {
    'append, one record at a time': await measureAppends(journal, 1, 1),
    'append, 50 calls waiting together': await measureAppends(journal, 1, 50),
    'append, 100 records a call': await measureAppends(journal, 100, 1),
    'read, each record checked': await measureReading(journal),
    verify: await measureVerification(journal),
  };
  console.table(
    Object.fromEntries(Object.entries(rates).map(([what, rate]) => [what, { 'records/s': rate }])),
  );
  await journal.close();
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'signalbox-bench-'));
try {
  await measureAll(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
