import type { SqliteDatabase, SqliteStatement } from './sqliteDatabase.ts';

const statements = new WeakMap<SqliteDatabase, Map<string, SqliteStatement>>();

/**
 * A statement that is compiled once for a connection: compiling costs more than a small query. Not for `iterate()`: a
 * statement that is being read from cannot be begun a second time.
 */
export function prepared(database: SqliteDatabase, sql: string): SqliteStatement {
  let known = statements.get(database);
  if (known === undefined) statements.set(database, (known = new Map()));
  let statement = known.get(sql);
  if (statement === undefined) known.set(sql, (statement = database.prepare<unknown[]>(sql)));
  return statement;
}
