import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readHeadMark } from '../../../../electron/journal/headMark.ts';
import type { Journal } from '../../../../electron/journal/journal.ts';
import { openJournal, type OpenJournalOptions } from '../../../../electron/journal/openJournal.ts';

/** A path for a journal in a folder of its own, removed after the test. */
export function createJournalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'signalbox-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'journal.db');
}

/** Opens (and creates unless told otherwise) a journal that is closed after the test at the latest. */
export async function openTestJournal(
  path: string,
  options: Partial<OpenJournalOptions> = {},
): Promise<Journal> {
  const journal = await openJournal({ path, now: () => new Date(), create: true, ...options });
  onTestFinished(() => journal.close());
  return journal;
}

/** Appends bodies `{"n":from}` … one transaction each, as a rollout would. */
export async function appendNumbers(journal: Journal, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) await appendAtHead(journal, [`{"n":${n}}`]);
}

export async function appendAtHead(journal: Journal, bodies: readonly string[]): Promise<void> {
  const result = await journal.append({ expectedSeq: (await journal.head()).seq, bodies });
  if (result.kind !== 'appended') throw new Error('another writer was faster');
}

/** A closed journal with records 1 to `count`. */
export async function writeJournal(path: string, count: number): Promise<void> {
  const journal = await openTestJournal(path);
  await appendNumbers(journal, 1, count);
  await journal.close();
}

/** What `promise` rejects with; fails when it resolves. */
export async function readRejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => {
      throw new Error(`expected a fault, got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
}

/** The seq of the high-water mark; fails when it is not there, or not readable. */
export function readMarkSeq(path: string): number {
  const mark = readHeadMark(path);
  if (mark.kind === 'present') return mark.head.seq;
  throw new Error(`the mark is ${mark.kind}`);
}
