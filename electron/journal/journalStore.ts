import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { appendRecords, type AppendRequest } from './appendRecords.ts';
import { putBlob, readBlob } from './blobs.ts';
import { checkBeforeOpening } from './checkBeforeOpening.ts';
import { createJournalFile } from './createJournalFile.ts';
import { readFileIdentity, verifySameFile } from './fileIdentity.ts';
import { readHeadMark } from './headMark.ts';
import type { AppendResult, JournalHead, JournalRow } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import { openHeadMark, type OpenMark } from './openMark.ts';
import { readRecords, type ReadRequest } from './readRecords.ts';
import { createRowFeed, type RowFeed } from './rowFeed.ts';
import { readHead } from './rows.ts';
import { formatVersion } from './schema.ts';
import { settleMark } from './settleMark.ts';
import { openForWriting, type DatabaseOptions, type SqliteDatabase } from './sqliteDatabase.ts';

/** The journal as synchronous calls, for the thread that owns its connection. */
export interface JournalStore {
  readonly database: SqliteDatabase;
  readonly feed: RowFeed;
  head(): JournalHead;
  append(requests: readonly AppendRequest[]): readonly AppendResult[];
  /** Makes durable what the last appends wrote as the mark; does nothing when there is nothing. */
  flushMark(): void;
  read(request: ReadRequest): readonly JournalRow[];
  putBlob(bytes: Uint8Array): string;
  readBlob(sha256: string): Uint8Array | undefined;
  poll(): void;
  close(): void;
}

/** Creates if wanted, checks, opens, proves that it can be written. Errors are raw or faults (toJournalFault). */
export function openJournalStore(
  options: DatabaseOptions & { readonly create: boolean },
  emit: (rows: readonly JournalRow[]) => void,
  openMark: (path: string) => OpenMark = openHeadMark,
): JournalStore {
  const { path } = options;
  provideFile(options);
  checkBeforeOpening(options);
  const database = openForWriting(options);
  const mark = openMark(path);
  try {
    verifyWritable(database);
    settleMark(database, path, mark);
    return createStore(database, path, mark, emit);
  } catch (error) {
    mark.close();
    database.close();
    throw error;
  }
}

/**
 * SQLite opens a file it may not write without a word, and BEGIN IMMEDIATE is then no more than BEGIN: only a write
 * tells. This one changes nothing and is rolled back. Throws SQLITE_READONLY.
 */
function verifyWritable(database: SqliteDatabase): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    database.pragma(`user_version = ${formatVersion}`);
  } finally {
    // A full disk has rolled it back already.
    if (database.inTransaction) database.exec('ROLLBACK');
  }
}

function createStore(
  database: SqliteDatabase,
  path: string,
  mark: OpenMark,
  emit: (rows: readonly JournalRow[]) => void,
): JournalStore {
  const atOpen = readFileIdentity(path);
  const feed = createRowFeed(database, path, emit);
  let isMarkLate = false;
  let isMarkUnflushed = false;

  function flushMark(): void {
    if (!isMarkUnflushed) return;
    mark.flush();
    isMarkUnflushed = false;
  }

  return {
    database,
    feed,
    head: () => readHead(database),
    append(requests) {
      verifySameFile(path, atOpen);
      // Records whose mark could not be written are in the journal: no further ones before the mark has caught up.
      if (isMarkLate) settleMark(database, path, mark);
      isMarkLate = true;
      const results = appendRecords(database, path, mark, requests);
      isMarkLate = false;
      isMarkUnflushed = true;
      return results;
    },
    flushMark,
    read: (request) => readRecords(database, path, request),
    putBlob(bytes) {
      verifySameFile(path, atOpen);
      return putBlob(database, path, bytes);
    },
    readBlob: (sha256) => readBlob(database, path, sha256),
    poll() {
      verifySameFile(path, atOpen);
      feed.poll();
    },
    close: () => {
      try {
        flushMark();
      } finally {
        mark.close();
        database.close();
      }
    },
  };
}

/** A database that is gone while its mark says it had records is damage, never a reason to begin anew. */
function provideFile(options: DatabaseOptions & { readonly create: boolean }): void {
  const { path, create } = options;
  const mark = readHeadMark(path); // before the file: another process creates the file first, then the mark
  if (existsSync(path)) return;
  if (mark.kind === 'unreadable' || (mark.kind === 'present' && mark.head.seq > 0)) {
    const range =
      mark.kind === 'present' ? `records 1 to ${mark.head.seq} are missing` : 'its records are missing';
    throw toDamagedFault(path, [
      { kind: 'truncated', seq: 1, message: `${range}: the database file is gone` },
    ]);
  }
  if (!create) {
    throw new Fault('NOT_FOUND', `There is no journal at ${path}.`, {
      wayOut: 'Name another file, or create it.',
    });
  }
  verifyFolder(dirname(path));
  createJournalFile(options);
}

function verifyFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new Fault('NOT_FOUND', `The folder ${folder} for the journal does not exist.`, {
    wayOut: 'Create the folder first.',
  });
}
