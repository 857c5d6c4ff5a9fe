import { Fault, toFaultData } from '../../shared/protocol/fault.ts';
import type { AppendRequest } from './appendRecords.ts';
import type { AppendResult } from './journal.ts';
import { toJournalFault } from './journalFaults.ts';
import type { JournalStore } from './journalStore.ts';
import { parseBody } from './parseBody.ts';
import type { NumberedCall, WorkerAnswer, WorkerCall, WorkerMessage } from './workerProtocol.ts';

export interface CallQueue {
  /** Answers every call, in order; appends that stand next to each other share one transaction. */
  perform(calls: readonly NumberedCall[]): void;
  poll(): void;
  /** What cannot be flushed is tried again after the next append; a fault is that append's. */
  flushMark(): void;
}

type Outcome = { readonly answer: WorkerAnswer } | { readonly error: unknown };
type NumberedAppend = AppendRequest & { readonly id: number };

const appendsPerTransaction = 1_000;

/** Once damage was seen, every later call gets the same fault: nothing is built on a journal that is known wrong. */
export function createCallQueue(
  store: JournalStore,
  path: string,
  post: (message: WorkerMessage) => void,
): CallQueue {
  let damage: Fault | undefined;

  function perform(calls: readonly NumberedCall[]): void {
    let appends: NumberedAppend[] = [];
    const flush = (): void => {
      performAppends(appends);
      appends = [];
    };
    for (const { id, call } of calls) {
      if (call.kind === 'append') {
        const outcome = parseAppend(call);
        if ('error' in outcome) answer(id, outcome);
        else appends.push({ id, ...outcome.request });
        if (appends.length === appendsPerTransaction) flush();
        continue;
      }
      flush();
      answer(
        id,
        attempt(call.kind, () => performCall(store, call)),
      );
    }
    flush();
  }

  function performAppends(appends: readonly NumberedAppend[]): void {
    if (appends.length === 0) return;
    const outcome = attemptAppends(appends);
    announce(outcome.results);
    appends.forEach(({ id }, index) => {
      const result = outcome.results?.[index];
      answer(id, result === undefined ? { error: outcome.error } : { answer: { kind: 'append', result } });
    });
  }

  function attemptAppends(appends: readonly NumberedAppend[]) {
    try {
      if (damage !== undefined) throw damage;
      return { results: store.append(appends), error: undefined };
    } catch (error) {
      return { results: undefined, error: observeFault(error) };
    }
  }

  /** Even after a fault: the records may be committed while the mark is not. */
  function announce(results: readonly AppendResult[] | undefined): void {
    attempt('poll', () => {
      if (results === undefined) store.feed.announce();
      else store.feed.announceOwn(results.flatMap((it) => (it.kind === 'appended' ? it.rows : [])));
      return { kind: 'done' };
    });
  }

  function attempt(kind: WorkerCall['kind'] | 'poll', perform: () => WorkerAnswer): Outcome {
    try {
      if (damage !== undefined && kind !== 'close') throw damage;
      return { answer: perform() };
    } catch (error) {
      // One blob's damage is that blob's: it must not stop a rollback.
      return { error: kind === 'readBlob' ? toJournalFault(path, error) : observeFault(error) };
    }
  }

  function observeFault(error: unknown): unknown {
    const fault = toJournalFault(path, error);
    if (fault instanceof Fault && fault.code === 'JOURNAL_DAMAGED') damage ??= fault;
    return fault;
  }

  function answer(id: number, outcome: Outcome): void {
    if ('answer' in outcome) post({ kind: 'answered', id, answer: outcome.answer });
    else post({ kind: 'refused', id, fault: toFaultData(outcome.error) });
  }

  return {
    perform,
    flushMark() {
      attempt('poll', () => {
        store.flushMark();
        return { kind: 'done' };
      });
    },
    /** A busy or failing disk is tried again at the next poll; damage is kept and answers every later call. */
    poll() {
      attempt('poll', () => {
        store.poll();
        return { kind: 'done' };
      });
    },
  };
}

function parseAppend(
  call: Extract<WorkerCall, { kind: 'append' }>,
): { readonly request: AppendRequest } | { readonly error: unknown } {
  try {
    return { request: { expectedSeq: call.expectedSeq, bodies: call.bodies.map(parseBody) } };
  } catch (error) {
    return { error };
  }
}

function performCall(store: JournalStore, call: Exclude<WorkerCall, { kind: 'append' }>): WorkerAnswer {
  switch (call.kind) {
    case 'head':
      return { kind: 'head', head: store.head() };
    case 'read':
      return { kind: 'read', rows: store.read(call) };
    case 'putBlob':
      return { kind: 'putBlob', sha256: store.putBlob(call.bytes) };
    case 'readBlob':
      return { kind: 'readBlob', bytes: store.readBlob(call.sha256) };
    case 'close':
      store.close();
      return { kind: 'done' };
  }
}
