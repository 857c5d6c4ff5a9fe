/** What was read is not what was written: the index is thrown away and made anew. */
export class IndexDamaged extends Error {}

/** Also what SQLite cannot read, and tables that are not there; but not a full disk, a lock, or a missing permission. */
export function isIndexDamage(error: unknown): boolean {
  if (error instanceof IndexDamaged) return true;
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ|ERROR|SCHEMA|MISMATCH|CONSTRAINT)/.test(error.code);
}
