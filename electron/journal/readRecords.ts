import type { JournalHead, JournalRow } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import { readChainAt, readHead, readRowsAfter } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';
import { verifyLink, verifyRow } from './verifyRow.ts';

export interface ReadRequest {
  readonly afterSeq: number;
  readonly limit: number;
}

/** Records after a known seq, each checked. JOURNAL_DAMAGED when that seq itself is gone. */
export function readRecords(
  database: SqliteDatabase,
  path: string,
  request: ReadRequest,
): readonly JournalRow[] {
  return database.transaction(() => {
    const chainSha256 = readChainAt(database, request.afterSeq);
    if (chainSha256 !== undefined) {
      return readRecordsAfter(database, path, { seq: request.afterSeq, chainSha256 }, request.limit);
    }
    if (request.afterSeq > readHead(database).seq) return [];
    const message = `record ${request.afterSeq} is missing`;
    throw toDamagedFault(path, [{ kind: 'gap', seq: request.afterSeq, message }]);
  })();
}

/** Records after a known head, each checked against its hash and its predecessor. Throws JOURNAL_DAMAGED. */
export function readRecordsAfter(
  database: SqliteDatabase,
  path: string,
  after: JournalHead,
  limit: number,
): readonly JournalRow[] {
  return readChecked(database, path, after, limit, verifyRow);
}

/** The same for who parses the bodies anyway: that they are JSON is not looked at. */
export function readLinkedAfter(
  database: SqliteDatabase,
  path: string,
  after: JournalHead,
  limit: number,
): readonly JournalRow[] {
  return readChecked(database, path, after, limit, verifyLink);
}

/** As they are stored, whatever that is. */
export function readUncheckedAfter(
  database: SqliteDatabase,
  path: string,
  after: JournalHead,
  limit: number,
): readonly JournalRow[] {
  return readChecked(database, path, after, limit, () => undefined);
}

function readChecked(
  database: SqliteDatabase,
  path: string,
  after: JournalHead,
  limit: number,
  verify: typeof verifyRow,
): readonly JournalRow[] {
  const decoder = new TextDecoder();
  let previous = after;
  return readRowsAfter(database, after.seq, limit).map((row) => {
    const finding = verify(previous, row);
    if (finding !== undefined) throw toDamagedFault(path, [finding]);
    previous = row;
    const { seq, body, bodySha256, chainSha256 } = row;
    return { seq, body: typeof body === 'string' ? body : decoder.decode(body), bodySha256, chainSha256 };
  });
}
