import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { JournalHead } from './journal.ts';

/**
 * The high-water mark: the last acknowledged record's seq and chain value, in `<journal>.head`, outside SQLite's
 * care. One flipped bit in the WAL makes SQLite drop all later transactions without a word, and the shorter chain
 * still verifies; only something outside the database can tell.
 */
export type HeadMark =
  | { readonly kind: 'present'; readonly head: JournalHead }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

const markSchema = z.strictObject({
  format: z.literal(1),
  seq: z.int().nonnegative(),
  chainSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export function toMarkPath(journalPath: string): string {
  return `${journalPath}.head`;
}

/** Needs no lock: the file is exchanged by rename, so it is whole at any moment. */
export function readHeadMark(journalPath: string): HeadMark {
  const text = readTextIfPresent(toMarkPath(journalPath));
  return text === undefined ? { kind: 'missing' } : parseHeadMark(text);
}

export function parseHeadMark(text: string): HeadMark {
  try {
    const { seq, chainSha256 } = markSchema.parse(JSON.parse(text));
    return { kind: 'present', head: { seq, chainSha256 } };
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: error instanceof z.ZodError ? z.prettifyError(error) : String(error),
    };
  }
}

/**
 * Durable when it returns. The caller holds the database's write lock and passes the head it read under it: that,
 * not this function, is why two processes never lower the mark, and why one name for the new file is enough.
 */
export function writeHeadMark(journalPath: string, head: JournalHead): void {
  const markPath = toMarkPath(journalPath);
  const newPath = `${markPath}.new`;
  writeDurably(newPath, `${JSON.stringify({ format: 1, ...head })}\n`);
  renameSync(newPath, markPath);
  syncDirectory(dirname(markPath));
}

/** Makes renames and links in a folder durable. Windows has no such call, and NTFS logs its metadata itself. */
export function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readTextIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
