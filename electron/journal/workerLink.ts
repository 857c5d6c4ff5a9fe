import { Worker } from 'node:worker_threads';
import { Fault, fromFaultData } from '../../shared/protocol/fault.ts';
import type { JournalRow } from './journal.ts';
import type { WorkerAnswer, WorkerCall, WorkerMessage, WorkerStart } from './workerProtocol.ts';

export interface WorkerLink {
  /** Rejects with the worker's Fault. */
  ask(call: WorkerCall): Promise<WorkerAnswer>;
  /** Resolves when the thread has ended. */
  ended: Promise<void>;
}

interface Waiter {
  resolve(answer: WorkerAnswer): void;
  reject(error: unknown): void;
}

/** Starts the journal's thread and resolves when it has opened the journal; rejects with the opening's Fault. */
export async function startJournalWorker(
  start: WorkerStart,
  onRows: (rows: readonly JournalRow[]) => void,
): Promise<WorkerLink> {
  const worker = new Worker(new URL('./journalWorker.ts', import.meta.url), {
    workerData: start,
    execArgv: [],
  });
  const opening = Promise.withResolvers<void>();
  const ending = Promise.withResolvers<void>();
  const waiters = new Map<number, Waiter>();
  let nextId = 1;
  let isEnded = false;

  worker.on('message', (messages: readonly WorkerMessage[]) => {
    for (const message of messages) take(message);
  });

  function take(message: WorkerMessage): void {
    switch (message.kind) {
      case 'opened':
        return opening.resolve();
      case 'openFailed':
        return opening.reject(fromFaultData(message.fault));
      case 'rows':
        return onRows(message.rows);
      case 'answered':
        return takeWaiter(message.id)?.resolve(message.answer);
      case 'refused':
        return takeWaiter(message.id)?.reject(fromFaultData(message.fault));
    }
  }

  worker.on('error', (error) => end(endedFault(start.path, error)));
  worker.on('exit', () => end(endedFault(start.path)));

  function takeWaiter(id: number): Waiter | undefined {
    const waiter = waiters.get(id);
    waiters.delete(id);
    return waiter;
  }

  function end(fault: Fault): void {
    isEnded = true;
    opening.reject(fault);
    for (const id of waiters.keys()) takeWaiter(id)?.reject(fault);
    ending.resolve();
  }

  await opening.promise.catch(async (error: unknown) => {
    await ending.promise;
    throw error;
  });
  return {
    ask(call) {
      if (isEnded) return Promise.reject(endedFault(start.path));
      const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
      waiters.set(nextId, { resolve, reject });
      const transfer = call.kind === 'putBlob' ? [call.bytes.buffer] : [];
      worker.postMessage({ id: nextId, call }, transfer);
      nextId += 1;
      return promise;
    },
    ended: ending.promise,
  };
}

function endedFault(path: string, cause?: unknown): Fault {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new Fault('INTERNAL', `The journal ${path} is closed${reason}.`, { cause });
}
