import { decideMark, type MarkDecision } from './decideMark.ts';
import { readHeadMark, writeHeadMark } from './headMark.ts';
import type { JournalHead } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import { readChainAt, readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/**
 * Writes the database's head as the mark, under the database's own write lock, which is what keeps two processes
 * from lowering it. Throws JOURNAL_DAMAGED when mark and database disagree, JOURNAL_UNWRITABLE's causes otherwise.
 */
export function settleMark(database: SqliteDatabase, path: string): void {
  database
    .transaction(() => {
      verifyMark(database, path);
      writeHeadMark(path, readHead(database));
    })
    .immediate();
}

/** After a commit: does nothing when another process has raised the mark past it already. */
export function raiseMark(database: SqliteDatabase, path: string, committed: JournalHead): void {
  const mark = readHeadMark(path);
  if (mark.kind === 'present' && mark.head.seq >= committed.seq) return;
  settleMark(database, path);
}

/** Inside a transaction that holds the write lock. Throws JOURNAL_DAMAGED. */
export function verifyMark(database: SqliteDatabase, path: string): void {
  const decision = observeMark(database, path);
  if (decision.kind === 'damaged') throw toDamagedFault(path, [decision.finding]);
}

function observeMark(database: SqliteDatabase, path: string): MarkDecision {
  const mark = readHeadMark(path);
  const chainAtMark = mark.kind === 'present' ? readChainAt(database, mark.head.seq) : undefined;
  return decideMark({ mark, head: readHead(database), chainAtMark });
}
