import Database from 'better-sqlite3';
import { Fault } from '../../shared/protocol/fault.ts';

export type SqliteDatabase = Database.Database;
export type SqliteStatement = Database.Statement<unknown[]>;

export interface DatabaseOptions {
  readonly path: string;
  readonly busyTimeoutMs: number;
}

/** Looks and never writes: no checkpoint when it closes either, so a damaged WAL stays as evidence. */
export function openForReading({ path, busyTimeoutMs }: DatabaseOptions): SqliteDatabase {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  return withSettings(database, path, readerSettings);
}

export function openForWriting({ path, busyTimeoutMs }: DatabaseOptions): SqliteDatabase {
  const database = new Database(path, { fileMustExist: true, timeout: busyTimeoutMs });
  return withSettings(database, path, writerSettings);
}

export function createDatabase({ path, busyTimeoutMs }: DatabaseOptions): SqliteDatabase {
  const database = new Database(path, { timeout: busyTimeoutMs });
  return withSettings(database, path, writerSettings);
}

/**
 * For what can be made again from the journal: NORMAL, so that a power cut costs the last transactions and never the
 * file's structure. `:memory:` as path is a database that is gone when it is closed.
 */
export function openDerived({ path, busyTimeoutMs }: DatabaseOptions): SqliteDatabase {
  const database = new Database(path, { timeout: busyTimeoutMs });
  return withSettings(database, path, path === ':memory:' ? readerSettings : derivedSettings);
}

/** `PRAGMA synchronous` answers with numbers: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA. */
const synchronousFull = 2;
const synchronousNormal = 1;

/** trusted_schema and cell_size_check harden against a crafted or damaged file. */
const readerSettings: readonly (readonly [string, string | number])[] = [
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['foreign_keys', 1],
  ['recursive_triggers', 1],
];

/**
 * synchronous comes after journal_mode: better-sqlite3 is compiled to fall to NORMAL in WAL mode, which acknowledges
 * a commit before it is on disk. The two fullfsync settings matter on macOS, where fsync alone stops in the drive.
 */
const writerSettings: readonly (readonly [string, string | number])[] = [
  ['journal_mode', 'wal'],
  ['synchronous', synchronousFull],
  ['fullfsync', 1],
  ['checkpoint_fullfsync', 1],
  ...readerSettings,
];

const derivedSettings: readonly (readonly [string, string | number])[] = [
  ['journal_mode', 'wal'],
  ['synchronous', synchronousNormal],
  ...readerSettings,
];

function withSettings(
  database: SqliteDatabase,
  path: string,
  settings: readonly (readonly [string, string | number])[],
): SqliteDatabase {
  try {
    for (const [name, value] of settings) {
      database.pragma(`${name} = ${value}`);
      verifySetting(database, path, name, value);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Asked again inside each append: a durable commit needs FULL at that moment, not only at open. */
export function verifySynchronousFull(database: SqliteDatabase, path: string): void {
  verifySetting(database, path, 'synchronous', synchronousFull);
}

function verifySetting(database: SqliteDatabase, path: string, name: string, wanted: string | number): void {
  const actual = database.pragma(name, { simple: true });
  if (actual === wanted) return;
  throw new Fault(
    'JOURNAL_UNWRITABLE',
    `${path}: SQLite has ${name} at ${String(actual)} instead of ${wanted}; a record could be lost.`,
    { wayOut: 'Put the journal on a local disk that supports write-ahead logging.' },
  );
}
