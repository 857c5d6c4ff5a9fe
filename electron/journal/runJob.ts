import { Worker } from 'node:worker_threads';
import { Fault, fromFaultData } from '../../shared/protocol/fault.ts';
import { cancelledFault, type JobMessage, type JobStart } from './jobProtocol.ts';
import type { ProgressOptions } from './journal.ts';

/** Runs a job's worker to its end. Rejects with its Fault, CANCELLED after an abort; the thread has ended by then. */
export async function runJob<Task, Result>(
  url: URL,
  task: Task,
  { onProgress, signal }: ProgressOptions,
): Promise<Result> {
  if (signal?.aborted === true) throw cancelledFault();
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
  const workerData: JobStart<Task> = { task, cancelFlag };
  const worker = new Worker(url, { workerData, execArgv: [] });
  const finished = Promise.withResolvers<Result>();
  const ended = Promise.withResolvers<void>();

  const cancel = (): void => {
    Atomics.store(cancelFlag, 0, 1);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  worker.on('message', (message: JobMessage<Result>) => {
    switch (message.kind) {
      case 'progress':
        return onProgress?.(message.done, message.total);
      case 'done':
        return finished.resolve(message.result);
      case 'failed':
        return finished.reject(fromFaultData(message.fault));
    }
  });
  worker.on('error', (error) => finished.reject(error));
  worker.on('exit', (code) => {
    finished.reject(new Fault('INTERNAL', `The journal's worker ended with code ${code} and no result.`));
    ended.resolve();
  });
  try {
    return await finished.promise;
  } finally {
    signal?.removeEventListener('abort', cancel);
    await ended.promise;
  }
}
