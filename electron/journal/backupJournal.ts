import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { parseJournalPath } from './fileIdentity.ts';
import type { JournalHead, ProgressOptions } from './journal.ts';
import { runJob } from './runJob.ts';
import { defaultBusyTimeoutMs } from './workerProtocol.ts';

export interface BackupTask {
  /** The journal; its name is the one in messages. */
  readonly path: string;
  readonly toPath: string;
  readonly busyTimeoutMs: number;
}

/** See Journal.backup. Faults: NOT_FOUND, INVALID_INPUT (exists), JOURNAL_DAMAGED, JOURNAL_UNWRITABLE, CANCELLED. */
export async function backupJournal(
  o: { readonly path: string; readonly toPath: string },
  options: ProgressOptions = {},
): Promise<void> {
  const toPath = resolve(parseJournalPath(o.toPath));
  if (statSync(dirname(toPath), { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new Fault('NOT_FOUND', `The folder ${dirname(toPath)} for the backup does not exist.`);
  }
  const url = new URL('./backupWorker.ts', import.meta.url);
  const task: BackupTask = { path: o.path, toPath, busyTimeoutMs: defaultBusyTimeoutMs };
  await runJob<BackupTask, JournalHead>(url, task, options);
}
