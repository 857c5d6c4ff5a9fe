import { decideMark, type MarkDecision } from './decideMark.ts';
import { readHeadMark, writeHeadMark } from './headMark.ts';
import { toDamagedFault } from './journalFaults.ts';
import { readChainAt, readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/** Writes a mark; `writeHeadMark` unless a test has one that cannot. */
export type WriteMark = typeof writeHeadMark;

/**
 * Writes the database's head as the mark, under the database's own write lock, which is what keeps two processes
 * from lowering it. Throws JOURNAL_DAMAGED when mark and database disagree, JOURNAL_UNWRITABLE's causes otherwise.
 */
export function settleMark(
  database: SqliteDatabase,
  path: string,
  options: { readonly flush: 'now' | 'later'; readonly write?: WriteMark } = { flush: 'now' },
): void {
  const { flush, write = writeHeadMark } = options;
  database
    .transaction(() => {
      const decision = verifyMark(database, path);
      // Another process that was faster has raised it further already.
      if (decision === 'raise') write(path, readHead(database), { flush });
    })
    .immediate();
}

/** Inside a transaction that holds the write lock. Throws JOURNAL_DAMAGED. */
export function verifyMark(database: SqliteDatabase, path: string): Exclude<MarkDecision['kind'], 'damaged'> {
  const decision = observeMark(database, path);
  if (decision.kind === 'damaged') throw toDamagedFault(path, [decision.finding]);
  return decision.kind;
}

function observeMark(database: SqliteDatabase, path: string): MarkDecision {
  const mark = readHeadMark(path);
  const chainAtMark = mark.kind === 'present' ? readChainAt(database, mark.head.seq) : undefined;
  return decideMark({ mark, head: readHead(database), chainAtMark });
}
