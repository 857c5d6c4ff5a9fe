import { DatabaseSync } from 'node:sqlite';

/**
 * A stranger with another SQLite library and none of this app's settings. Only while no journal of this process has
 * the file open: two SQLite libraries in one process break each other's locks.
 */
export function withRawDatabase<T>(path: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path);
  try {
    return use(database);
  } finally {
    database.close();
  }
}

/** Takes the guards off, lets `tamper` work, and puts them back word for word. */
export function tamperUnseen(path: string, tamper: (database: DatabaseSync) => void): void {
  withRawDatabase(path, (database) => {
    const guards = database.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all();
    for (const { name } of guards) database.exec(`DROP TRIGGER ${String(name)}`);
    tamper(database);
    for (const { sql } of guards) database.exec(String(sql));
  });
}
