import { hash } from 'node:crypto';
import { closeSync, fdatasyncSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
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

/**
 * Two slots, each a line of JSON with a checksum, padded to a page, written in turns and in place: while one is being
 * written the other one holds the mark before, so that a write that is torn harms nothing. No file has to be made,
 * renamed, or found in its folder for it, and a full disk does not stop it.
 */
export const slotLength = 4_096;
const slotCount = 2;
export const markLength = slotLength * slotCount;

/** Of the first format, one line that was exchanged whole, there may still be some. */
const lines = [
  /^\{"format":2,"seq":(\d{1,16}),"chainSha256":"([0-9a-f]{64})","checksum":"([0-9a-f]{16})"\} *\n$/,
  /^\{"format":1,"seq":(\d{1,16}),"chainSha256":"([0-9a-f]{64})"\}\n$/,
];

export function toMarkPath(journalPath: string): string {
  return `${journalPath}.head`;
}

/** Needs no lock: a slot that is just being written does not fit its checksum, and the other one counts. */
export function readHeadMark(journalPath: string): HeadMark {
  const bytes = readIfPresent(toMarkPath(journalPath));
  return bytes === undefined ? { kind: 'missing' } : parseHeadMark(bytes);
}

export function parseHeadMark(bytes: Uint8Array): HeadMark {
  const [newest] = parseSlots(bytes)
    .flatMap((slot) => slot ?? [])
    .toSorted((one, other) => other.seq - one.seq);
  if (newest) return { kind: 'present', head: newest };
  return { kind: 'unreadable', reason: 'neither of its two slots is as it was written' };
}

/**
 * Durable when it returns. The caller holds the database's write lock and passes the head it read under it: that, not
 * this function, is why two processes never lower the mark. Who writes many keeps it open: `openMark.ts`.
 */
export function writeHeadMark(journalPath: string, head: JournalHead): void {
  const path = toMarkPath(journalPath);
  const bytes = readIfPresent(path);
  if (bytes?.length !== markLength) return createMarkFile(path, head);
  const file = openSync(path, 'r+');
  try {
    writeSync(file, toSlot(head), 0, slotLength, slotLength * chooseSlot(bytes));
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
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

/** The one that holds less: what it held is not needed any more once the other one is there. */
export function chooseSlot(bytes: Uint8Array): number {
  const [first, second] = parseSlots(bytes);
  if (!first || !second) return first ? 1 : 0;
  return first.seq <= second.seq ? 0 : 1;
}

function parseSlots(bytes: Uint8Array): readonly (JournalHead | undefined)[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Array.from({ length: slotCount }, (_, slot) =>
    parseSlot(text.slice(slot * slotLength, (slot + 1) * slotLength)),
  );
}

function parseSlot(line: string): JournalHead | undefined {
  for (const pattern of lines) {
    const [, seq, chainSha256, checksum] = pattern.exec(line) ?? [];
    if (seq === undefined || chainSha256 === undefined) continue;
    const head = { seq: Number(seq), chainSha256 };
    return checksum === undefined || checksum === toChecksum(head) ? head : undefined;
  }
  return undefined;
}

/** One slot's bytes, `slotLength` of them. */
export function toSlot(head: JournalHead): Buffer {
  const { seq, chainSha256 } = head;
  const line = JSON.stringify({ format: 2, seq, chainSha256, checksum: toChecksum(head) });
  return Buffer.from(`${line.padEnd(slotLength - 1)}\n`, 'latin1');
}

function toChecksum({ seq, chainSha256 }: JournalHead): string {
  return hash('sha256', `${seq}\n${chainSha256}\n`).slice(0, 16);
}

/** Whole or not at all; both slots hold the same. */
function createMarkFile(path: string, head: JournalHead): void {
  const newPath = `${path}.new`;
  const file = openSync(newPath, 'w');
  try {
    const slot = toSlot(head);
    writeSync(file, Buffer.concat([slot, slot]));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(newPath, path);
  syncDirectory(dirname(path));
}

function readIfPresent(path: string): Buffer | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(markLength);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
