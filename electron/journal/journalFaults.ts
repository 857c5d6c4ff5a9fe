import { Fault } from '../../shared/protocol/fault.ts';
import type { Finding } from './journal.ts';

/** All four: SQLite would replay an old -wal into the restored database. */
const restoreWayOut =
  'Move the file and its -wal, -shm and .head aside for the investigation; then put the latest backup and its .head in their place.';

/** Findings that forbid to go on with this journal, as one fault that names each. */
export function toDamagedFault(path: string, findings: readonly Finding[]): Fault {
  const details = findings.map((finding) => finding.message);
  return new Fault('JOURNAL_DAMAGED', `${path} is damaged: ${details[0] ?? 'unknown damage'}`, {
    wayOut: restoreWayOut,
    details,
  });
}

/**
 * SQLite's and the file system's errors in this app's words. SQLite result codes: https://sqlite.org/rescode.html.
 * Anything unknown passes through unchanged and becomes INTERNAL at the border.
 */
export function toJournalFault(path: string, error: unknown): unknown {
  if (error instanceof Fault || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  switch (decideFault(code)) {
    case 'damaged':
      return new Fault('JOURNAL_DAMAGED', `${path} is damaged: SQLite says "${error.message}" (${code}).`, {
        wayOut: restoreWayOut,
        cause: error,
      });
    case 'locked':
      return new Fault('JOURNAL_UNWRITABLE', `${path} is locked by another process (${code}).`, {
        wayOut: 'Wait for the other process, or end it, and try again.',
        retryable: true,
        cause: error,
      });
    case 'unwritable':
      return new Fault('JOURNAL_UNWRITABLE', `${path} cannot be written: ${error.message} (${code}).`, {
        wayOut: 'Check free space, the permissions of the file and its folder, and the disk; then try again.',
        cause: error,
      });
    case 'tooBig':
      return new Fault('INVALID_INPUT', `${path} takes no record or blob of this size (${code}).`, {
        wayOut: 'Keep long output as several blobs.',
        cause: error,
      });
    case 'unknown':
      return error;
  }
}

type FaultKind = 'damaged' | 'locked' | 'unwritable' | 'tooBig' | 'unknown';

const unwritableFileCodes: ReadonlySet<string> = new Set(
  'ENOSPC EDQUOT EFBIG EROFS EACCES EPERM EIO EMFILE ENFILE ENOENT ENOTDIR EISDIR EBUSY EINVAL ENOTSUP EEXIST'.split(
    ' ',
  ),
);

function decideFault(code: string): FaultKind {
  if (/^SQLITE_(CORRUPT|NOTADB|FORMAT|MISMATCH|CONSTRAINT|IOERR_CORRUPTFS|IOERR_DATA)/.test(code))
    return 'damaged';
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return 'locked';
  if (code === 'SQLITE_TOOBIG') return 'tooBig';
  if (/^SQLITE_(FULL|READONLY|IOERR|CANTOPEN|PERM|PROTOCOL|NOLFS|NOMEM)/.test(code)) return 'unwritable';
  return unwritableFileCodes.has(code) ? 'unwritable' : 'unknown';
}
