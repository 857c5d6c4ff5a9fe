import { genesisHead } from './chain.ts';
import { decideMark } from './decideMark.ts';
import { readHeadMark } from './headMark.ts';
import type { Finding } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import { readChainAt, readFirstSeq, readHead, readRowsAfter } from './rows.ts';
import { openForReading, type DatabaseOptions, type SqliteDatabase } from './sqliteDatabase.ts';
import { toOutOfOrderFinding, verifyRow } from './verifyRow.ts';
import { verifySchema } from './verifySchema.ts';

/** How many of the last records are checked at each start; the rest is verify()'s. */
const tailLength = 1_000;

/**
 * The fast check, on a read-only connection, so that a damaged or newer journal is left exactly as it was found (a
 * writing connection would checkpoint and delete the WAL when it closes). Throws JOURNAL_DAMAGED or JOURNAL_NEWER.
 */
export function checkBeforeOpening(options: DatabaseOptions): void {
  const findings = checkOnce(options);
  if (findings.length === 0) return;
  // Another process may have written the first mark and the first record after this one looked for a mark. A mark
  // never goes away again, so a second look is conclusive.
  const again = findings.some((finding) => finding.kind === 'markMissing') ? checkOnce(options) : findings;
  if (again.length > 0) throw toDamagedFault(options.path, again);
}

function checkOnce(options: DatabaseOptions): readonly Finding[] {
  const mark = readHeadMark(options.path);
  const database = openForReading(options);
  try {
    return database.transaction(() => {
      const schemaFindings = verifySchema(database, options.path);
      if (schemaFindings.length > 0) return schemaFindings;
      const head = readHead(database);
      const chainAtMark = mark.kind === 'present' ? readChainAt(database, mark.head.seq) : undefined;
      const decision = decideMark({ mark, head, chainAtMark });
      return decision.kind === 'damaged' ? [decision.finding] : checkTail(database, head.seq);
    })();
  } finally {
    database.close();
  }
}

function checkTail(database: SqliteDatabase, headSeq: number): readonly Finding[] {
  const firstSeq = readFirstSeq(database) ?? 1;
  if (firstSeq < 1) return [toOutOfOrderFinding(firstSeq)];
  const afterSeq = Math.max(0, headSeq - tailLength);
  let previous = { seq: afterSeq, chainSha256: readChainAt(database, afterSeq) ?? genesisHead.chainSha256 };
  for (const row of readRowsAfter(database, afterSeq, tailLength)) {
    const finding = verifyRow(previous, row);
    if (finding !== undefined) return [finding];
    previous = row;
  }
  return [];
}
