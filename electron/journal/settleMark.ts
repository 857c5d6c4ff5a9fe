import { decideMark, type MarkDecision } from './decideMark.ts';
import type { HeadMark } from './headMark.ts';
import type { JournalHead } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import type { OpenMark } from './openMark.ts';
import { readChainAt, readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/**
 * Writes the database's head as the mark, under the database's own write lock, which is what keeps two processes
 * from lowering it. Throws JOURNAL_DAMAGED when mark and database disagree, JOURNAL_UNWRITABLE's causes otherwise.
 */
export function settleMark(
  database: SqliteDatabase,
  path: string,
  mark: OpenMark,
  options: { readonly flush: 'now' | 'later' } = { flush: 'now' },
): void {
  database
    .transaction(() => {
      const head = readHead(database);
      // Another process that was faster has raised it further already.
      if (verifyMark(database, path, { mark: mark.read(), head }) === 'raise') mark.write(head, options);
    })
    .immediate();
}

/** Inside a transaction that holds the write lock. Throws JOURNAL_DAMAGED. */
export function verifyMark(
  database: SqliteDatabase,
  path: string,
  { mark, head }: { readonly mark: HeadMark; readonly head: JournalHead },
): Exclude<MarkDecision['kind'], 'damaged'> {
  const decision = decideMark({ mark, head, chainAtMark: readChainAtMark(database, mark, head) });
  if (decision.kind === 'damaged') throw toDamagedFault(path, [decision.finding]);
  return decision.kind;
}

/** As a rule the mark is at the head, whose chain value is known. */
function readChainAtMark(database: SqliteDatabase, mark: HeadMark, head: JournalHead): string | undefined {
  if (mark.kind !== 'present') return undefined;
  return mark.head.seq === head.seq ? head.chainSha256 : readChainAt(database, mark.head.seq);
}
