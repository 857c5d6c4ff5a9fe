import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toFaultData } from '../../../shared/protocol/fault.ts';
import { toJournalFault } from '../journalFaults.ts';
import type { IndexCall, IndexMessage, IndexStart } from './indexProtocol.ts';
import { createJournalIndexer, type JournalIndexer } from './journalIndexer.ts';

/** The index's own thread: neither appends nor the main thread wait for it. */

/** While records trickle in, each alone would rewrite its segment. */
const settleMs = 500;

function runIndexWorker(port: MessagePort, start: IndexStart): void {
  const post = (message: IndexMessage): void => port.postMessage(message);
  const toFault = (error: unknown) => toFaultData(toJournalFault(start.path, error));
  let indexer: JournalIndexer | undefined;
  let waiting: NodeJS.Timeout | undefined;
  let isIndexing = false;
  let isClosed = false;

  /** Opened when it is first needed, so that whoever waits for the journal does not wait for this. */
  const open = (): JournalIndexer => (indexer ??= createJournalIndexer(start));

  /** Between two steps questions are answered. */
  function index(): void {
    waiting = undefined;
    isIndexing = !isClosed && stepped();
    if (isIndexing) setImmediate(index);
  }

  function stepped(): boolean {
    try {
      return open().step();
    } catch (error) {
      post({ kind: 'stopped', fault: toFault(error) });
      return false;
    }
  }

  function answer({ id, question }: Extract<IndexCall, { kind: 'find' }>): void {
    try {
      post({ kind: 'found', id, answer: open().find(question) });
    } catch (error) {
      post({ kind: 'refused', id, fault: toFault(error) });
    }
    // Looking may have shown that it has to be made anew.
    goOn(0);
  }

  function goOn(afterMs: number): void {
    if (!isIndexing && !isClosed) waiting ??= setTimeout(index, afterMs);
  }

  port.on('message', (call: IndexCall) => {
    switch (call.kind) {
      case 'find':
        return answer(call);
      case 'grown':
        return goOn(settleMs);
      case 'close':
        isClosed = true;
        clearTimeout(waiting);
        indexer?.close();
        return port.close();
    }
  });
  index();
}

if (parentPort !== null) runIndexWorker(parentPort, workerData);
