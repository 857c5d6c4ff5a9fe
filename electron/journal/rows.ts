import { genesisHead } from './chain.ts';
import type { JournalHead } from './journal.ts';
import { prepared } from './prepared.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/** A record as SQLite gives it; a damaged file can hold any type in any column. */
export interface StoredRow {
  readonly seq: number;
  /**
   * Text only where it can be nothing but the stored bytes, which costs a third of them: decoding turns broken UTF-8
   * into U+FFFD and could hide a change, so that whatever has one is here as bytes.
   */
  readonly body: string | Uint8Array;
  readonly bodySha256: string;
  readonly chainSha256: string;
  /** SQLite's parser says that the body is JSON. It knows less than JavaScript's: where it says no, that one is asked. */
  readonly isJson: boolean;
}

export interface RowRange {
  readonly fromSeq: number;
  readonly toSeq: number;
}

const selectRows = 'SELECT seq, body, body_sha256, chain_sha256, json_valid(body) FROM journal';
const replacementCharacter = '\uFFFD';
/** Several at once cost a third of one after the other. */
const pageLength = 500;

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
  return rows.map((row) => parseStoredRow(database, row));
}

/** From one seq to another, both included; whatever numbers a damaged file may have. */
export function* iterateRows(database: SqliteDatabase, { fromSeq, toSeq }: RowRange): Generator<StoredRow> {
  const statement = prepared(
    database,
    `${selectRows} WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?`,
  ).raw();
  for (let next = fromSeq; next <= toSeq;) {
    let page: readonly unknown[];
    try {
      page = statement.all(next, toSeq, pageLength);
    } catch {
      // One by one, up to the record that cannot be read: there it throws again.
      for (const row of statement.iterate(next, toSeq, -1)) yield parseStoredRow(database, row);
      return;
    }
    const rows = page.map((row) => parseStoredRow(database, row));
    yield* rows;
    const following = (rows.at(-1)?.seq ?? toSeq) + 1;
    // In a damaged file a page may end before it begins: what is behind it cannot be found by number.
    if (rows.length < pageLength || following <= next) return;
    next = following;
  }
}

/** Anything but text is damage; no hash equals the empty text, so it shows. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function parseStoredRow(database: SqliteDatabase, row: unknown): StoredRow {
  const [seq, body, bodySha256, chainSha256, isJson]: readonly unknown[] = Array.isArray(row) ? row : [];
  return {
    seq: Number(seq),
    body: typeof body === 'string' && !body.includes(replacementCharacter) ? body : readBytes(database, seq),
    bodySha256: toText(bodySha256),
    chainSha256: toText(chainSha256),
    isJson: isJson === 1,
  };
}

function readBytes(database: SqliteDatabase, seq: unknown): Uint8Array {
  const bytes: unknown = prepared(database, 'SELECT CAST(body AS BLOB) FROM journal WHERE seq = ?')
    .pluck()
    .get(Number(seq));
  return bytes instanceof Uint8Array ? bytes : new Uint8Array();
}
