import { describe, expect, it } from 'vitest';
import { Fault } from '../../../shared/protocol/fault.ts';
import { toJournalFault } from '../../../electron/journal/journalFaults.ts';

function toFaultOf(code: string): unknown {
  return toJournalFault('/var/journal.db', Object.assign(new Error('as SQLite says'), { code }));
}

describe('an error of SQLite or the file system', () => {
  it.each([
    'SQLITE_FULL',
    'SQLITE_READONLY',
    'SQLITE_IOERR_WRITE',
    'SQLITE_CANTOPEN',
    'ENOSPC',
    'EROFS',
    'EACCES',
  ])('is JOURNAL_UNWRITABLE for %s, with a way out', (code) => {
    expect(toFaultOf(code)).toMatchObject({ code: 'JOURNAL_UNWRITABLE', retryable: false });
    expect(toFaultOf(code)).toHaveProperty('wayOut', expect.stringMatching(/space/));
  });

  it.each(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'])('is worth another try for %s', (code) => {
    expect(toFaultOf(code)).toMatchObject({ code: 'JOURNAL_UNWRITABLE', retryable: true });
  });

  it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB', 'SQLITE_CONSTRAINT_TRIGGER'])(
    'is JOURNAL_DAMAGED for %s',
    (code) => {
      expect(toFaultOf(code)).toMatchObject({ code: 'JOURNAL_DAMAGED' });
    },
  );

  it('passes unchanged when it is unknown or a fault already', () => {
    const fault = new Fault('CANCELLED', 'no longer wanted');
    const unknown = new TypeError('a bug');
    expect(toJournalFault('/var/journal.db', fault)).toBe(fault);
    expect(toJournalFault('/var/journal.db', unknown)).toBe(unknown);
  });
});
