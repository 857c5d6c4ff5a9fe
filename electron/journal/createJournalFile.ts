import { randomUUID } from 'node:crypto';
import { linkSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncDirectory } from './headMark.ts';
import { createSchemaSql } from './schema.ts';
import { createDatabase, type DatabaseOptions } from './sqliteDatabase.ts';

/**
 * A new journal appears whole or not at all: it is built under another name and linked into place. When another
 * process was first, that one's stays.
 */
export function createJournalFile({ path, busyTimeoutMs }: DatabaseOptions): void {
  const newPath = `${path}.${randomUUID()}.new`;
  try {
    const database = createDatabase({ path: newPath, busyTimeoutMs });
    try {
      database.transaction(() => database.exec(createSchemaSql))();
    } finally {
      database.close();
    }
    linkUnlessPresent(newPath, path);
    syncDirectory(dirname(path));
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${newPath}${suffix}`, { force: true });
  }
}

function linkUnlessPresent(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
}
