import { toBlobFinding } from './blobs.ts';
import { genesisHead, toBodySha256 } from './chain.ts';
import { decideMark } from './decideMark.ts';
import { createFindings, type Findings } from './findings.ts';
import type { HeadMark } from './headMark.ts';
import type { JobControl } from './jobProtocol.ts';
import type { VerificationReport } from './journal.ts';
import { iterateRows, readChainAt, readHead } from './rows.ts';
import type { SqliteDatabase } from './sqliteDatabase.ts';
import { verifyRow } from './verifyRow.ts';
import { verifySchema } from './verifySchema.ts';

export type DatabaseVerification = Omit<VerificationReport, 'ok' | 'verifiedAt' | 'durationMs'>;

const progressEvery = 5_000;

/**
 * The full check, in one read transaction: SQLite's structure, guards, every record's hash and chain, the mark,
 * every blob. `mark` was read before this began. Damage is a finding; JOURNAL_NEWER and CANCELLED are thrown.
 */
export function verifyDatabase(
  database: SqliteDatabase,
  { path, mark }: { readonly path: string; readonly mark: HeadMark },
  control: JobControl,
): DatabaseVerification {
  const findings = createFindings();
  let verified = { head: genesisHead, records: 0, blobs: 0 };
  findings.guardAgainstDamage(undefined, () => {
    database.transaction(() => {
      for (const finding of verifySchema(database, path)) findings.add(finding);
      if (findings.has('notAJournal')) return;
      verified = { ...verified, head: readHead(database) };
      verifyHeadMark(database, mark, findings);
      const progress = countProgress(database, verified.head.seq, control);
      const records = verifyRecords(database, findings, progress);
      verified = { ...verified, records };
      verified = { ...verified, blobs: verifyBlobs(database, findings, progress) };
      verifyStructure(database, findings);
    })();
  });
  return { ...verified, findings: findings.list() };
}

function verifyHeadMark(database: SqliteDatabase, mark: HeadMark, findings: Findings): void {
  const chainAtMark = mark.kind === 'present' ? readChainAt(database, mark.head.seq) : undefined;
  const decision = decideMark({ mark, head: readHead(database), chainAtMark });
  if (decision.kind === 'damaged') findings.add(decision.finding);
}

function verifyRecords(database: SqliteDatabase, findings: Findings, advance: () => void): number {
  let previous = genesisHead;
  let records = 0;
  findings.guardAgainstDamage(
    () => previous.seq + 1,
    () => {
      for (const row of iterateRows(database)) {
        const finding = verifyRow(previous, row);
        if (finding !== undefined) findings.add(finding);
        // What is stored, not what was computed: otherwise one bad record would condemn all after it.
        previous = { seq: row.seq, chainSha256: row.chainSha256 };
        records += 1;
        advance();
      }
    },
  );
  return records;
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

function countProgress(database: SqliteDatabase, records: number, control: JobControl): () => void {
  const blobs = Number(database.prepare('SELECT count(*) FROM blob').pluck().get());
  const total = records + blobs;
  let done = 0;
  control.progress(done, total);
  return () => {
    done += 1;
    if (done % progressEvery === 0 || done === total) control.progress(done, total);
  };
}
