import { genesisHead } from './chain.ts';
import type { JournalHead } from './journal.ts';
import { prepared } from './prepared.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/** A record as SQLite gives it; a damaged file can hold any type in any column. */
export interface StoredRow {
  readonly seq: number;
  /** As bytes: decoding first would turn broken UTF-8 into U+FFFD and could hide a change. */
  readonly body: Uint8Array;
  readonly bodySha256: string;
  readonly chainSha256: string;
}

export interface RowRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

const selectRows = 'SELECT seq, CAST(body AS BLOB), body_sha256, chain_sha256 FROM journal';

export function readHead(database: SqliteDatabase): JournalHead {
  const row: unknown = prepared(database, 'SELECT seq, chain_sha256 FROM journal ORDER BY seq DESC LIMIT 1')
    .raw()
    .get();
  if (!Array.isArray(row)) return genesisHead;
  return { seq: Number(row[0]), chainSha256: toText(row[1]) };
}

/** Changes whenever another connection has committed; own commits are not counted. */
export function readDataVersion(database: SqliteDatabase): number {
  return Number(prepared(database, 'PRAGMA data_version').pluck().get());
}

/** Undefined when there is no record. */
export function readFirstSeq(database: SqliteDatabase): number | undefined {
  const seq: unknown = database.prepare('SELECT min(seq) FROM journal').pluck().get();
  return typeof seq === 'number' ? seq : undefined;
}

/** The chain value after record `seq`; the genesis value at 0, undefined when there is no such record. */
export function readChainAt(database: SqliteDatabase, seq: number): string | undefined {
  if (seq === 0) return genesisHead.chainSha256;
  const value: unknown = prepared(database, 'SELECT chain_sha256 FROM journal WHERE seq = ?')
    .pluck()
    .get(seq);
  return value === undefined ? undefined : toText(value);
}

export function readRowsAfter(
  database: SqliteDatabase,
  afterSeq: number,
  limit: number,
): readonly StoredRow[] {
  const rows = prepared(database, `${selectRows} WHERE seq > ? ORDER BY seq LIMIT ?`)
    .raw()
    .all(afterSeq, limit);
  return rows.map(parseStoredRow);
}

/** From one seq to another, both included; whatever numbers a damaged file may have. */
export function* iterateRows(database: SqliteDatabase, { fromSeq, toSeq }: RowRange): Generator<StoredRow> {
  const statement = database.prepare(`${selectRows} WHERE seq >= ? AND seq <= ? ORDER BY seq`).raw();
  for (const row of statement.iterate(fromSeq, toSeq)) yield parseStoredRow(row);
}

/** Anything but text is damage; no hash equals the empty text, so it shows. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseStoredRow(row: unknown): StoredRow {
  const [seq, body, bodySha256, chainSha256]: readonly unknown[] = Array.isArray(row) ? row : [];
  return {
    seq: Number(seq),
    body: body instanceof Uint8Array ? body : new Uint8Array(),
    bodySha256: toText(bodySha256),
    chainSha256: toText(chainSha256),
  };
}
