import type { ProgressOptions } from '../../journal/journal.ts';
import { runJob } from '../../journal/runJob.ts';
import { defaultBusyTimeoutMs } from '../../journal/workerProtocol.ts';

export interface FoldTask {
  /** The journal. */
  readonly path: string;
  readonly busyTimeoutMs: number;
  readonly toSeq: number;
}

export interface FoldAnew {
  /** Of record `toSeq`; `undefined` where the journal has no such record. */
  readonly chainSha256: string | undefined;
  readonly stateSha256: string;
}

/**
 * Folds a journal from its first record to `toSeq`, in a thread of its own and past every checkpoint.
 * @throws Fault JOURNAL_DAMAGED for a record that cannot be read, CANCELLED.
 */
export function foldAnew(
  of: { readonly path: string; readonly toSeq: number },
  options: ProgressOptions = {},
): Promise<FoldAnew> {
  const url = new URL('./foldWorker.ts', import.meta.url);
  return runJob<FoldTask, FoldAnew>(url, { ...of, busyTimeoutMs: defaultBusyTimeoutMs }, options);
}
