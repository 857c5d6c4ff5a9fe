import { copyFile, open, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { toBody } from '../../../shared/journal/record.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { VerificationReport } from '../../journal/journal.ts';
import { openJournal } from '../../journal/openJournal.ts';
import { verifyJournalFile } from '../../journal/verifyJournalFile.ts';
import type { AppConfig, AppPorts } from '../ports.ts';
import { verifyEvidence } from './auditJob.ts';

export interface Restored {
  readonly report: VerificationReport;
  /** Where the journal that was replaced lies now; `undefined` where there was none. */
  readonly keptAs: string | undefined;
}

const companions = ['', '-wal', '-shm', '.head'];

/**
 * Puts a backup in the journal's place: only one that verifies, and what stood there is kept aside. The restored journal begins
 * with a record that says so.
 * @throws Fault NOT_FOUND, JOURNAL_DAMAGED (the backup; nothing is touched), JOURNAL_NEWER.
 */
export async function restoreJournal(
  of: { readonly journalPath: string; readonly backupPath: string },
  config: Pick<AppConfig, 'machine' | 'appVersion' | 'userName'>,
  ports: Pick<AppPorts, 'now' | 'monotonicMs' | 'createId'>,
): Promise<Restored> {
  const { journalPath, backupPath } = of;
  const report = await verifyBackup(backupPath, ports);
  const stamp = ports.now().toISOString().slice(0, 19).replace(/[-:]/g, '');
  const fresh = `${journalPath}.restoring-${stamp}`;
  try {
    await copyDurably(backupPath, fresh);
    await copyDurably(`${backupPath}.head`, `${fresh}.head`);
    const keptAs = await keepAside(journalPath, `${journalPath}.replaced-${stamp}Z`);
    // The mark first: a journal without one does not open, a mark without a journal says what is missing.
    await rename(`${fresh}.head`, `${journalPath}.head`);
    await rename(fresh, journalPath);
    await recordRestored({ ...of, report, keptAs }, config, ports);
    return { report, keptAs };
  } finally {
    await rm(fresh, { force: true });
    await rm(`${fresh}.head`, { force: true });
  }
}

async function verifyBackup(path: string, ports: Pick<AppPorts, 'now'>): Promise<VerificationReport> {
  const report = await verifyJournalFile({ path, now: () => ports.now() });
  const evidence = report.ok ? await verifyEvidence(path) : [];
  const details = [...report.findings, ...evidence].map((it) => it.message);
  if (details.length === 0) return report;
  throw new Fault('JOURNAL_DAMAGED', `The backup ${path} is not intact, and nothing was restored.`, {
    details,
    wayOut: 'Take another one: "signalbox backup --list" shows them.',
  });
}

async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** With all that belongs to it: SQLite would play an old write-ahead log into the restored file. */
async function keepAside(journalPath: string, aside: string): Promise<string | undefined> {
  const there = companions.filter((suffix) => existsSync(`${journalPath}${suffix}`));
  for (const suffix of there) await rename(`${journalPath}${suffix}`, `${aside}${suffix}`);
  return there.length === 0 ? undefined : aside;
}

async function recordRestored(
  of: {
    readonly journalPath: string;
    readonly backupPath: string;
    readonly report: VerificationReport;
    readonly keptAs: string | undefined;
  },
  config: Pick<AppConfig, 'machine' | 'appVersion' | 'userName'>,
  ports: Pick<AppPorts, 'now' | 'monotonicMs' | 'createId'>,
): Promise<void> {
  const { head } = of.report;
  const journal = await openJournal({ path: of.journalPath, now: () => ports.now(), create: false });
  try {
    const body = toBody({
      envelope: {
        format: 1,
        id: ports.createId(),
        at: ports.now().toISOString(),
        monotonicMs: Math.round(ports.monotonicMs()),
        desktop: config.machine,
        app: config.appVersion,
        actor: { kind: 'app', name: config.userName },
      },
      event: {
        kind: 'journalRestored',
        file: baseOf(of.backupPath),
        headSeq: head.seq,
        headChainSha256: head.chainSha256,
        ...(of.keptAs === undefined ? {} : { keptAs: baseOf(of.keptAs) }),
      },
    });
    await journal.append({ expectedSeq: head.seq, bodies: [body] });
  } finally {
    await journal.close();
  }
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
