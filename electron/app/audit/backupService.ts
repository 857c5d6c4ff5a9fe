import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Backup } from '../../../shared/contract/auditArea.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import {
  decideBackupsToRemove,
  isBackupDue,
  newestFirst,
  parseBackupName,
  toBackupName,
  type BackupFile,
} from '../../audit/backups/decideBackups.ts';
import { readHeadMark } from '../../journal/headMark.ts';
import type { Journal, JournalHead, ProgressOptions } from '../../journal/journal.ts';
import type { AppPorts } from '../ports.ts';
import type { StateStore } from '../stateStore.ts';

export interface BackupService {
  list(): Promise<Backup[]>;
  /** A verified copy in the folder of backups; older ones are given up by number and age. @throws Fault JOURNAL_DAMAGED, CANCELLED. */
  make(options?: ProgressOptions): Promise<Backup>;
  /** Makes one a day while the app runs, until the signal aborts. */
  watch(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** The first look waits until the app has come up. */
const firstLookMs = 60_000;
const lookEveryMs = 3_600_000;

export function backupFolderOf(journalPath: string): string {
  return join(dirname(journalPath), 'backups');
}

export function createBackupService(parts: {
  readonly journal: Journal;
  readonly store: StateStore;
  readonly ports: AppPorts;
}): BackupService {
  const { journal, store, ports } = parts;
  const folder = backupFolderOf(journal.path);

  const make: BackupService['make'] = async (options) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { seq } = await journal.head();
    // Its name tells whole seconds, and so does whoever lists it.
    const now = new Date(Math.floor(ports.now().getTime() / 1_000) * 1_000);
    const file = toBackupName(now.toISOString(), seq);
    await journal.backup(join(folder, file), options);
    const head = readBackedUpHead(join(folder, file));
    const removed = decideBackupsToRemove(await readBackupNames(folder), now);
    for (const it of removed) {
      await rm(join(folder, it.file), { force: true });
      await rm(join(folder, `${it.file}.head`), { force: true });
    }
    await store.commit(() => [
      {
        kind: 'backupMade',
        file,
        headSeq: head.seq,
        headChainSha256: head.chainSha256,
        removed: removed.map((it) => it.file),
      },
    ]);
    return describeBackup(folder, { file, madeAt: now.toISOString(), headSeq: seq });
  };

  return {
    list: () => listBackups(journal.path),
    make,
    watch: async ({ signal }) => {
      for (let waitMs = firstLookMs; ; waitMs = lookEveryMs) {
        await ports.delay(waitMs, { signal }).catch((error: unknown) => {
          if (!signal.aborted) throw error;
        });
        if (signal.aborted) return;
        const headSeq = (await journal.head()).seq;
        if (!isBackupDue(await readBackupNames(folder), { now: ports.now(), headSeq })) continue;
        await make({ signal }).catch((error: unknown) => {
          if (!signal.aborted) ports.reportError(error);
        });
      }
    },
  };
}

/** Where the copy ends: records may have been added while it was made. */
function readBackedUpHead(path: string): JournalHead {
  const mark = readHeadMark(path);
  if (mark.kind === 'present') return mark.head;
  throw new Fault('JOURNAL_DAMAGED', `The backup ${path} has no high-water mark that can be read.`, {
    wayOut: 'Look at the disk that it lies on, and make another one.',
  });
}

/** Newest first. */
export async function listBackups(journalPath: string): Promise<Backup[]> {
  const folder = backupFolderOf(journalPath);
  const files = newestFirst(await readBackupNames(folder));
  return Promise.all(files.map((it) => describeBackup(folder, it)));
}

async function describeBackup(folder: string, it: BackupFile): Promise<Backup> {
  return { ...it, sizeBytes: (await stat(join(folder, it.file))).size };
}

async function readBackupNames(folder: string): Promise<BackupFile[]> {
  try {
    return (await readdir(folder)).flatMap((it) => parseBackupName(it) ?? []);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
