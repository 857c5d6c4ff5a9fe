import { readChainAt } from './rows.ts';
import { openForReading, type DatabaseOptions } from './sqliteDatabase.ts';

/** A record as it is stored, unchecked. */
export interface ScannedBody {
  readonly seq: number;
  readonly body: string;
}

/**
 * Hands on the bodies of the records 1 to `toSeq` in order, from a connection of its own and in one read transaction,
 * and returns the chain value there: `undefined` where there is no such record. Nothing is checked; that is
 * `verify`'s part. For threads, since it waits for the disk.
 */
export function scanBodies(
  options: DatabaseOptions & { readonly toSeq: number },
  take: (body: ScannedBody) => void,
): string | undefined {
  const database = openForReading(options);
  try {
    return database.transaction(() => {
      const statement = database.prepare('SELECT seq, body FROM journal WHERE seq <= ? ORDER BY seq').raw();
      for (const row of statement.iterate(options.toSeq)) {
        const [seq, body]: readonly unknown[] = Array.isArray(row) ? row : [];
        take({ seq: Number(seq), body: String(body) });
      }
      return readChainAt(database, options.toSeq);
    })();
  } finally {
    database.close();
  }
}
