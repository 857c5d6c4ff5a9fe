import { createFindings } from './findings.ts';
import type { Finding, JournalHead } from './journal.ts';
import { iterateRows, type RowRange, type StoredRow } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';
import { verifyRow } from './verifyRow.ts';

/** What a part of the records is like by itself; how its first one follows is judged by who has the part before. */
export interface RangeVerification {
  readonly first: StoredRow | undefined;
  readonly last: JournalHead | undefined;
  readonly records: number;
  /** Of all records but the first. */
  readonly findings: readonly Finding[];
  /** Further ones, which are only counted. */
  readonly leftOut: number;
  /** SQLite could not read on: what follows cannot be judged by the last one. */
  readonly isCut: boolean;
}

/** Each record against the one before it as it is stored: otherwise one bad record would condemn all after it. */
export function verifyRange(
  database: SqliteDatabase,
  range: RowRange,
  advance: () => void,
): RangeVerification {
  const findings = createFindings();
  let first: StoredRow | undefined;
  let last: JournalHead | undefined;
  let records = 0;
  findings.guardAgainstDamage(
    () => (last?.seq ?? range.fromSeq - 1) + 1,
    () => {
      for (const row of iterateRows(database, range)) {
        const finding = last === undefined ? undefined : verifyRow(last, row);
        if (finding !== undefined) findings.add(finding);
        first ??= row;
        last = { seq: row.seq, chainSha256: row.chainSha256 };
        records += 1;
        advance();
      }
    },
  );
  const { kept, leftOut } = findings.parts();
  return { first, last, records, findings: kept, leftOut, isCut: findings.has('unreadable') };
}
