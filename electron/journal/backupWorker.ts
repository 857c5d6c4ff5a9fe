import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../shared/protocol/fault.ts';
import type { BackupTask } from './backupJournal.ts';
import { readHeadMark, syncDirectory, toMarkPath, writeHeadMark } from './headMark.ts';
import { serveJob, type JobControl } from './jobProtocol.ts';
import type { JournalHead } from './journal.ts';
import { toDamagedFault } from './journalFaults.ts';
import { readHead } from './rows.ts';
import { openForReading } from './sqliteDatabase.ts';
import { verifyDatabase } from './verifyDatabase.ts';

/** Copy under another name, verify the copy, give it its mark, and only then its name. */
async function backupFile(task: BackupTask, control: JobControl): Promise<JournalHead> {
  refuseExisting(task.toPath);
  const newPath = `${task.toPath}.${randomUUID()}.new`;
  try {
    const mark = readHeadMark(task.path); // before the snapshot, see decideMark
    await copySnapshot(task, newPath, toShare(control, 0));
    const head = await verifyCopy(newPath, { ...task, mark }, toShare(control, 1));
    writeHeadMark(newPath, head);
    publish(newPath, task.toPath);
    return head;
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal', '.head'])
      rmSync(`${newPath}${suffix}`, { force: true });
  }
}

const pagesPerStep = 500;

/** An open read transaction holds the snapshot; without it, every other process's commit restarts the copy. */
async function copySnapshot(task: BackupTask, newPath: string, control: JobControl): Promise<void> {
  const source = openForReading(task);
  try {
    source.exec('BEGIN');
    readHead(source);
    await source.backup(newPath, {
      progress({ totalPages, remainingPages }) {
        control.progress(totalPages - remainingPages, totalPages);
        return pagesPerStep;
      },
    });
  } finally {
    source.close();
  }
}

async function verifyCopy(
  newPath: string,
  { path, busyTimeoutMs, mark }: BackupTask & { readonly mark: ReturnType<typeof readHeadMark> },
  control: JobControl,
): Promise<JournalHead> {
  const copy = openForReading({ path: newPath, busyTimeoutMs });
  try {
    const { head, findings } = await verifyDatabase(
      copy,
      { path, file: newPath, busyTimeoutMs, mark },
      control,
    );
    if (findings.length > 0) throw toDamagedFault(path, findings);
    return head;
  } finally {
    copy.close();
  }
}

/** The mark first: a backup without one would not open, a mark without a backup harms nobody. */
function publish(newPath: string, toPath: string): void {
  syncFile(newPath);
  linkNew(toMarkPath(newPath), toMarkPath(toPath));
  try {
    linkNew(newPath, toPath);
  } catch (error) {
    rmSync(toMarkPath(toPath));
    throw error;
  }
  syncDirectory(dirname(toPath));
}

function refuseExisting(toPath: string): void {
  for (const path of [toPath, toMarkPath(toPath)]) if (existsSync(path)) throw existsFault(path);
}

/** link() never overwrites, whoever came in between. */
function linkNew(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw existsFault(to);
    throw error;
  }
}

function existsFault(path: string): Fault {
  return new Fault('INVALID_INPUT', `${path} exists already; a backup never overwrites.`, {
    wayOut: 'Name a file that does not exist yet.',
  });
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Copying and verifying are half of the work each; shares are told in thousandths. */
function toShare(control: JobControl, part: 0 | 1): JobControl {
  return {
    progress: (done, total) => {
      const share = total === 0 ? 1 : done / total;
      control.progress(Math.round(500 * (part + share)), 1_000);
    },
  };
}

if (parentPort !== null) await serveJob(parentPort, workerData, backupFile);
