import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { genesisHead } from '../chain.ts';
import type { JournalHead } from '../journal.ts';
import { readChainAt, readHead } from '../rows.ts';
import { openDerived, type DatabaseOptions, type SqliteDatabase } from '../sqliteDatabase.ts';
import { IndexDamaged } from './indexDamaged.ts';
import { indexApplicationId, indexSchemaSql, indexVersion, toIndexPath } from './indexSchema.ts';

/** How far an index has come, and which one it is: an index that was begun anew has another build. */
export interface Progress {
  readonly build: string;
  readonly head: JournalHead;
}

/** The index of this journal, gone on from where it fits, else begun anew: nothing in it is the only copy of anything. */
export function openIndexDatabase(journal: SqliteDatabase, options: DatabaseOptions): SqliteDatabase {
  const path = toIndexPath(options.path);
  removeOlder(options.path);
  return (
    openFitting(journal, { ...options, path }) ??
    openNew({ ...options, path }) ??
    // Nowhere to write: it is made in memory, and made again at the next start.
    begin(openDerived({ ...options, path: ':memory:' }))
  );
}

/** Closes it and begins anew, after it was found damaged. */
export function beginAnew(database: SqliteDatabase, options: DatabaseOptions): SqliteDatabase {
  database.close();
  return (
    openNew({ ...options, path: toIndexPath(options.path) }) ??
    begin(openDerived({ ...options, path: ':memory:' }))
  );
}

/** @throws IndexDamaged when it is not there. */
export function readProgress(database: SqliteDatabase): Progress {
  const row: unknown = database.prepare('SELECT build, seq, chain_sha256 FROM progress').raw().get();
  if (!Array.isArray(row)) throw new IndexDamaged('it has no progress');
  return { build: String(row[0]), head: { seq: Number(row[1]), chainSha256: String(row[2]) } };
}

function openFitting(journal: SqliteDatabase, options: DatabaseOptions): SqliteDatabase | undefined {
  let database: SqliteDatabase | undefined;
  try {
    database = openDerived(options);
    if (fits(database, journal)) return database;
  } catch {
    // not a database, cut, or not to be opened
  }
  database?.close();
  return undefined;
}

function fits(database: SqliteDatabase, journal: SqliteDatabase): boolean {
  if (database.pragma('application_id', { simple: true }) !== indexApplicationId) return false;
  if (database.pragma('user_version', { simple: true }) !== indexVersion) return false;
  const { head } = readProgress(database);
  return head.seq <= readHead(journal).seq && readChainAt(journal, head.seq) === head.chainSha256;
}

function openNew(options: DatabaseOptions): SqliteDatabase | undefined {
  let database: SqliteDatabase | undefined;
  try {
    remove(options.path);
    database = openDerived(options);
    return begin(database);
  } catch {
    database?.close();
    return undefined;
  }
}

function begin(database: SqliteDatabase): SqliteDatabase {
  database
    .transaction(() => {
      database.exec(indexSchemaSql);
      database
        .prepare('INSERT INTO progress(id, build, seq, chain_sha256) VALUES (1, ?, 0, ?)')
        .run(randomUUID(), genesisHead.chainSha256);
    })
    .immediate();
  return database;
}

function removeOlder(journalPath: string): void {
  for (let version = 1; version < indexVersion; version += 1) remove(toIndexPath(journalPath, version));
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}
