import type { JournalHead, JournalRow } from './journal.ts';
import { readRecordsAfter } from './readRecords.ts';
import { readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

export interface RowFeed {
  /** After an own commit, which data_version does not count. */
  announce(): void;
  /** `PRAGMA data_version` changes when any other connection, in any process, has committed. */
  poll(): void;
}

const batchLength = 500;

/**
 * Hands on every record after the head it was created at, whoever wrote it: always the next one after the last, so
 * never with a gap, and never one that was not checked.
 */
export function createRowFeed(
  database: SqliteDatabase,
  path: string,
  emit: (rows: readonly JournalRow[]) => void,
): RowFeed {
  let last: JournalHead = readHead(database);
  let seenVersion: unknown;

  function announce(): void {
    for (;;) {
      const rows = readRecordsAfter(database, path, last, batchLength);
      last = rows.at(-1) ?? last;
      if (rows.length > 0) emit(rows);
      if (rows.length < batchLength) return;
    }
  }

  return {
    announce,
    poll() {
      const version = database.pragma('data_version', { simple: true });
      if (version === seenVersion) return;
      announce();
      // Only now: when announce() fails on a busy database, the next poll tries again.
      seenVersion = version;
    },
  };
}
