import type { MessagePort } from 'node:worker_threads';
import { Fault, toFaultData, type FaultData } from '../../shared/protocol/fault.ts';
import { toJournalFault } from './journalFaults.ts';

/** A long job in a thread of its own: progress while it runs, one result or fault, a flag to cancel it. */
export interface JobStart<Task> {
  readonly task: Task;
  /** Shared memory, because a thread that is busy in SQLite reads no messages. */
  readonly cancelFlag: Int32Array<SharedArrayBuffer>;
}

export type JobMessage<Result> =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly fault: FaultData };

export interface JobControl {
  /** Tells how far the job is; throws CANCELLED when it is no longer wanted. */
  progress(done: number, total: number): void;
}

export async function serveJob<Task extends { readonly path: string }, Result>(
  port: MessagePort,
  { task, cancelFlag }: JobStart<Task>,
  perform: (task: Task, control: JobControl) => Result | Promise<Result>,
): Promise<void> {
  const post = (message: JobMessage<Result>): void => port.postMessage(message);
  const control: JobControl = {
    progress(done, total) {
      if (Atomics.load(cancelFlag, 0) !== 0) throw cancelledFault();
      post({ kind: 'progress', done, total });
    },
  };
  try {
    post({ kind: 'done', result: await perform(task, control) });
  } catch (error) {
    post({ kind: 'failed', fault: toFaultData(toJournalFault(task.path, error)) });
  }
}

export function cancelledFault(): Fault {
  return new Fault('CANCELLED', 'Cancelled before it was finished.');
}
