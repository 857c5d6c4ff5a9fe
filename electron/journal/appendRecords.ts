import { Fault } from '../../shared/protocol/fault.ts';
import { toNextRow } from './chain.ts';
import type { AppendResult, JournalHead } from './journal.ts';
import { toJournalFault } from './journalFaults.ts';
import type { OpenMark } from './openMark.ts';
import { prepared } from './prepared.ts';
import { readHead } from './rows.ts';
import { settleMark, verifyMark } from './settleMark.ts';
import { verifySynchronousFull, type SqliteDatabase } from './sqliteDatabase.ts';

export interface AppendRequest {
  readonly expectedSeq: number;
  /** Already parsed (parseBody). */
  readonly bodies: readonly string[];
}

const insertSql = 'INSERT INTO journal(seq, body, body_sha256, chain_sha256) VALUES (?, ?, ?, ?)';

/**
 * Appends that were waiting together, in one transaction and under one mark: each is still compared with the head
 * as the one before left it, and none is answered before all are on disk. All or none is committed. The mark is
 * written, but flushed later (`OpenMark.flush`).
 */
export function appendRecords(
  database: SqliteDatabase,
  path: string,
  mark: OpenMark,
  requests: readonly AppendRequest[],
): readonly AppendResult[] {
  const results = database.transaction(() => insertRequests(database, path, mark, requests)).immediate();
  const last = results.flatMap((result) => (result.kind === 'appended' ? result.rows : [])).at(-1);
  if (last !== undefined) raiseMarkAfterCommit(database, path, mark, last);
  return results;
}

function insertRequests(
  database: SqliteDatabase,
  path: string,
  mark: OpenMark,
  requests: readonly AppendRequest[],
): readonly AppendResult[] {
  verifySynchronousFull(database, path);
  let head = readHead(database);
  verifyMark(database, path, { mark: mark.read(), head });
  const insert = prepared(database, insertSql);
  return requests.map(({ expectedSeq, bodies }): AppendResult => {
    if (expectedSeq !== head.seq) return { kind: 'moved', head };
    const rows = bodies.map((body) => {
      const row = toNextRow(head, body);
      insert.run(row.seq, row.body, row.bodySha256, row.chainSha256);
      head = { seq: row.seq, chainSha256: row.chainSha256 };
      return row;
    });
    return { kind: 'appended', rows };
  });
}

/** The records are there; a caller that only hears "unwritable" might append them a second time. */
function raiseMarkAfterCommit(
  database: SqliteDatabase,
  path: string,
  mark: OpenMark,
  committed: JournalHead,
): void {
  try {
    settleMark(database, path, mark, { flush: 'later' });
  } catch (error) {
    const fault = toJournalFault(path, error);
    if (!(fault instanceof Fault) || fault.code !== 'JOURNAL_UNWRITABLE') throw fault;
    throw new Fault(
      'JOURNAL_UNWRITABLE',
      `${path}: the records up to ${committed.seq} are committed, but the high-water mark (.head) cannot be written: ${fault.message}`,
      {
        wayOut: 'Check free space and permissions, then read the journal’s head before appending again.',
        cause: error,
      },
    );
  }
}
