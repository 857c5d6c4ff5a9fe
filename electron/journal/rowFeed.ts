import { toChainSha256 } from './chain.ts';
import type { JournalHead, JournalRow } from './journal.ts';
import { readRecordsAfter } from './readRecords.ts';
import { readDataVersion, readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

export interface RowFeed {
  /** Own records, just committed, as they were written. Where others came before them, all are read from the file. */
  announceOwn(rows: readonly JournalRow[]): void;
  /** After an own commit of which it is not sure what became of it; data_version does not count own ones. */
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
  let seenVersion: number | undefined;

  function announce(): void {
    for (;;) {
      const rows = readRecordsAfter(database, path, last, batchLength);
      last = rows.at(-1) ?? last;
      if (rows.length > 0) emit(rows);
      if (rows.length < batchLength) return;
    }
  }

  return {
    announceOwn(rows) {
      const [first] = rows;
      if (first === undefined || !isNext(last, first)) return announce();
      last = rows.at(-1) ?? last;
      emit(rows);
    },
    announce,
    poll() {
      const version = readDataVersion(database);
      if (version === seenVersion) return;
      announce();
      // Only now: when announce() fails on a busy database, the next poll tries again.
      seenVersion = version;
    },
  };
}

function isNext(previous: JournalHead, row: JournalRow): boolean {
  return (
    row.seq === previous.seq + 1 && row.chainSha256 === toChainSha256(previous.chainSha256, row.bodySha256)
  );
}
