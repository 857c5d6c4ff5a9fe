import { Worker } from 'node:worker_threads';
import { Fault, fromFaultData } from '../../../shared/protocol/fault.ts';
import { defaultBusyTimeoutMs } from '../workerProtocol.ts';
import type { IndexAnswer, IndexCall, IndexMessage, IndexQuestion, IndexStart } from './indexProtocol.ts';

/** Which records fit a filter, without reading them; made from the journal in the background, in a thread of its own. */
export interface QueryIndex {
  /** Begins to index, unless somebody has asked already: the thread is started by the first need. */
  begin(): void;
  /** @throws Fault JOURNAL_*, INTERNAL after `close`. */
  find(question: IndexQuestion): Promise<IndexAnswer>;
  /** The journal has grown: that is indexed soon. */
  grown(): void;
  close(): Promise<void>;
}

/**
 * @param path the journal's; the index lies beside it.
 * @param onStopped hears why indexing has stopped; it is tried again when the journal has grown.
 */
export function createQueryIndex(
  { path }: { readonly path: string },
  onStopped: (fault: Fault) => void,
): QueryIndex {
  let thread: IndexThread | undefined;
  let isClosed = false;
  const started = (): IndexThread => (thread ??= startThread(path, onStopped));
  return {
    begin() {
      if (!isClosed) started();
    },
    find: (question) => (isClosed ? Promise.reject(endedFault()) : started().find(question)),
    grown: () => thread?.send({ kind: 'grown' }),
    async close() {
      isClosed = true;
      thread?.send({ kind: 'close' });
      await thread?.ended;
    },
  };
}

interface IndexThread {
  find(question: IndexQuestion): Promise<IndexAnswer>;
  send(call: IndexCall): void;
  readonly ended: Promise<void>;
}

function startThread(path: string, onStopped: (fault: Fault) => void): IndexThread {
  const workerData: IndexStart = { path, busyTimeoutMs: defaultBusyTimeoutMs };
  const worker = new Worker(new URL('./indexWorker.ts', import.meta.url), { workerData, execArgv: [] });
  const waiters = new Map<number, PromiseWithResolvers<IndexAnswer>>();
  const ended = Promise.withResolvers<void>();
  let endedBecause: Fault | undefined;
  let nextId = 1;

  function take(id: number): PromiseWithResolvers<IndexAnswer> | undefined {
    const waiter = waiters.get(id);
    waiters.delete(id);
    return waiter;
  }

  function end(fault: Fault): void {
    endedBecause ??= fault;
    for (const id of waiters.keys()) take(id)?.reject(fault);
    ended.resolve();
  }

  worker.on('message', (message: IndexMessage) => {
    switch (message.kind) {
      case 'found':
        return take(message.id)?.resolve(message.answer);
      case 'refused':
        return take(message.id)?.reject(fromFaultData(message.fault));
      case 'stopped':
        return onStopped(fromFaultData(message.fault));
    }
  });
  worker.on('error', (error) => {
    onStopped(endedFault(error));
    end(endedFault(error));
  });
  worker.on('exit', () => end(endedFault()));

  return {
    find(question) {
      if (endedBecause) return Promise.reject(endedBecause);
      const waiter = Promise.withResolvers<IndexAnswer>();
      waiters.set(nextId, waiter);
      worker.postMessage({ kind: 'find', id: nextId, question } satisfies IndexCall);
      nextId += 1;
      return waiter.promise;
    },
    send: (call) => worker.postMessage(call),
    ended: ended.promise,
  };
}

function endedFault(cause?: unknown): Fault {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return new Fault('INTERNAL', `The index of the journal is closed${reason}.`, { cause });
}
