import { toBodySha256 } from './chain.ts';
import { toDamagedFault } from './journalFaults.ts';
import { prepared } from './prepared.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';

/** Stores bytes once under their SHA-256. Durable when it returns. */
export function putBlob(database: SqliteDatabase, path: string, bytes: Uint8Array): string {
  const sha256 = toBodySha256(bytes);
  database
    .transaction(() => {
      if (readBlob(database, path, sha256) !== undefined) return;
      prepared(database, 'INSERT INTO blob(sha256, bytes) VALUES (?, ?)').run(sha256, bytes);
    })
    .immediate();
  return sha256;
}

/** Re-hashes: bytes that are not what was stored are JOURNAL_DAMAGED, never handed out. */
export function readBlob(database: SqliteDatabase, path: string, sha256: string): Uint8Array | undefined {
  const bytes: unknown = prepared(database, 'SELECT bytes FROM blob WHERE sha256 = ?').pluck().get(sha256);
  if (bytes === undefined) return undefined;
  if (bytes instanceof Uint8Array && toBodySha256(bytes) === sha256) return bytes;
  throw toDamagedFault(path, [toBlobFinding(sha256)]);
}

export function toBlobFinding(sha256: string): { kind: 'blobDamaged'; message: string } {
  return { kind: 'blobDamaged', message: `blob ${sha256} no longer has this hash` };
}
