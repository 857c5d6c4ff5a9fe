import { toBlobFinding } from './blobs.ts';
import { genesisHead, toBodySha256 } from './chain.ts';
import { decideMark } from './decideMark.ts';
import { createFindings, type Findings } from './findings.ts';
import type { HeadMark } from './headMark.ts';
import type { JobControl } from './jobProtocol.ts';
import type { VerificationReport } from './journal.ts';
import { readChainAt, readHead } from './rows.ts';
import type { DatabaseOptions, SqliteDatabase } from './sqliteDatabase.ts';
import { verifyRecords } from './verifyRecords.ts';
import { verifySchema } from './verifySchema.ts';

export type DatabaseVerification = Omit<VerificationReport, 'ok' | 'verifiedAt' | 'durationMs'>;

const progressEvery = 5_000;

/**
 * The full check, in one read transaction: SQLite's structure, guards, every record's hash and chain, the mark,
 * every blob. `mark` was read before this began. Damage is a finding; JOURNAL_NEWER and CANCELLED are thrown.
 */
export async function verifyDatabase(
  database: SqliteDatabase,
  { mark, ...options }: DatabaseOptions & { readonly mark: HeadMark; readonly file?: string },
  control: JobControl,
): Promise<DatabaseVerification> {
  const findings = createFindings();
  let verified = { head: genesisHead, records: 0, blobs: 0 };
  const begin = (): boolean => {
    database.exec('BEGIN');
    for (const finding of verifySchema(database, options.path)) findings.add(finding);
    if (findings.has('notAJournal')) return false;
    verified = { ...verified, head: readHead(database) };
    verifyHeadMark(database, mark, findings);
    return true;
  };
  try {
    let isJournal = false;
    findings.guardAgainstDamage(undefined, () => (isJournal = begin()));
    if (isJournal) verified = { ...verified, ...(await verifyContents()) };
  } finally {
    if (database.inTransaction) database.exec('ROLLBACK');
  }
  return { ...verified, findings: findings.list() };

  async function verifyContents(): Promise<{ readonly records: number; readonly blobs: number }> {
    const progress = countProgress(database, verified.head.seq, findings, control);
    const task = { ...options, path: options.file ?? options.path, headSeq: verified.head.seq };
    const verifying = verifyRecords(database, task, progress);
    verifying.catch(() => undefined); // told where it is awaited
    const blobs = verifyBlobs(database, findings, () => progress(1));
    verifyStructure(database, findings);
    const { records, findings: ofRecords, leftOut } = await verifying;
    for (const finding of ofRecords) findings.add(finding);
    findings.leaveOut(leftOut);
    return { records, blobs };
  }
}

function verifyHeadMark(database: SqliteDatabase, mark: HeadMark, findings: Findings): void {
  const chainAtMark = mark.kind === 'present' ? readChainAt(database, mark.head.seq) : undefined;
  const decision = decideMark({ mark, head: readHead(database), chainAtMark });
  if (decision.kind === 'damaged') findings.add(decision.finding);
}

function verifyBlobs(database: SqliteDatabase, findings: Findings, advance: () => void): number {
  let blobs = 0;
  findings.guardAgainstDamage(undefined, () => {
    for (const row of database.prepare('SELECT sha256, bytes FROM blob').raw().iterate()) {
      const [sha256, bytes]: readonly unknown[] = Array.isArray(row) ? row : [];
      const isSound = bytes instanceof Uint8Array && toBodySha256(bytes) === sha256;
      if (!isSound) findings.add(toBlobFinding(String(sha256)));
      blobs += 1;
      advance();
    }
  });
  return blobs;
}

/** Last, and in addition: it misses most flipped bits in data pages, but sees pages that no query reaches. */
function verifyStructure(database: SqliteDatabase, findings: Findings): void {
  findings.guardAgainstDamage(undefined, () => {
    const lines: readonly unknown[] = database.prepare('PRAGMA quick_check(10)').pluck().all();
    for (const line of lines) {
      if (line !== 'ok') findings.add({ kind: 'unreadable', message: `SQLite says: ${String(line)}` });
    }
  });
}

function countProgress(
  database: SqliteDatabase,
  records: number,
  findings: Findings,
  control: JobControl,
): (more: number) => void {
  let total = records;
  findings.guardAgainstDamage(undefined, () => {
    total += Number(database.prepare('SELECT count(*) FROM blob').pluck().get());
  });
  let done = 0;
  let told = 0;
  control.progress(done, total);
  return (more) => {
    done += more;
    if (done - told < progressEvery && done !== total) return;
    told = done;
    control.progress(done, total);
  };
}
