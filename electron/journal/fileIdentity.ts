import { statSync } from 'node:fs';
import { Fault } from '../../shared/protocol/fault.ts';
import { toDamagedFault } from './journalFaults.ts';

/** Which file it is, or which files, by device and inode. */
export type FileIdentity = string;

/** Of the files that an open connection writes to: the database and its WAL. */
export function readFileIdentity(path: string): FileIdentity {
  // A missing file is an answer, not an error: it differs from any file.
  return [path, `${path}-wal`].map((it) => readIdentity(it) ?? 'missing').join(' ');
}

/**
 * A file that was deleted or exchanged under an open connection still takes writes, and loses them when the
 * connection closes. SQLite does not look; this does. Throws JOURNAL_DAMAGED.
 */
export function verifySameFile(path: string, atOpen: FileIdentity): void {
  if (readFileIdentity(path) === atOpen) return;
  throw toDamagedFault(path, [
    { kind: 'replaced', message: 'the file or its -wal was deleted or exchanged while this app had it open' },
  ]);
}

/** Device and inode; undefined where there is no such file. */
export function readIdentity(path: string): FileIdentity | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : toIdentity(stats);
}

export function toIdentity({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): FileIdentity {
  return `${dev}:${ino}`;
}

/** SQLite trims names and reads `file:` as a URI in some builds: neither may change which file is meant. */
export function parseJournalPath(path: string): string {
  if (path !== '' && path === path.trim() && !path.startsWith('file:') && !path.includes('\0')) return path;
  throw new Fault('INVALID_INPUT', `"${path}" cannot be a journal's path.`, {
    wayOut: 'Use a path without spaces at its ends and without a file: prefix.',
  });
}
