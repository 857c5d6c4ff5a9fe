import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { toFaultData } from '../../shared/protocol/fault.ts';
import { createCallQueue } from './callQueue.ts';
import { toJournalFault } from './journalFaults.ts';
import { openJournalStore } from './journalStore.ts';
import type { NumberedCall, WorkerMessage, WorkerStart } from './workerProtocol.ts';

/** The thread that owns the writing connection: all of SQLite's waiting for the disk happens here. */
const pollIntervalMs = 200;
/** How long a mark may be written and not flushed: see the README's "How durable". */
const flushMarkMs = 20;

function runJournalWorker(port: MessagePort, start: WorkerStart): void {
  const outbox = createOutbox(port);
  try {
    const store = openJournalStore(start, (rows) => outbox.post({ kind: 'rows', rows }));
    serveCalls(port, createCallQueue(store, start.path, outbox.post), outbox);
    outbox.post({ kind: 'opened' });
  } catch (error) {
    outbox.post({ kind: 'openFailed', fault: toFaultData(toJournalFault(start.path, error)) });
  }
  outbox.send();
}

/** What one turn has to say goes in one message: each wakes the other thread, and records said twice are copied once. */
function createOutbox(port: MessagePort) {
  let messages: WorkerMessage[] = [];
  return {
    post: (message: WorkerMessage): void => void messages.push(message),
    send(): void {
      if (messages.length > 0) port.postMessage(messages);
      messages = [];
    },
  };
}

/** Calls that arrive in one turn of the event loop are performed together (see callQueue.ts). */
function serveCalls(
  port: MessagePort,
  queue: ReturnType<typeof createCallQueue>,
  outbox: ReturnType<typeof createOutbox>,
): void {
  let waiting: NumberedCall[] = [];
  let flushing: NodeJS.Timeout | undefined;
  const polling = setInterval(() => {
    queue.poll();
    outbox.send();
  }, pollIntervalMs);
  const performWaiting = (): void => {
    const calls = waiting;
    waiting = [];
    queue.perform(calls);
    outbox.send();
    if (calls.some(({ call }) => call.kind === 'append')) flushing ??= setTimeout(flush, flushMarkMs);
    if (!calls.some(({ call }) => call.kind === 'close')) return;
    clearInterval(polling);
    clearTimeout(flushing);
    port.close();
  };
  const flush = (): void => {
    flushing = undefined;
    queue.flushMark();
  };
  port.on('message', (call: NumberedCall) => {
    if (waiting.length === 0) setImmediate(performWaiting);
    waiting.push(call);
  });
}

if (parentPort !== null) runJournalWorker(parentPort, workerData);
