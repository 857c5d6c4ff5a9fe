import { resolve } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { backupJournal } from './backupJournal.ts';
import { parseJournalPath } from './fileIdentity.ts';
import type { Journal, ProgressOptions } from './journal.ts';
import { createListeners, type Listeners } from './listeners.ts';
import { verifyJournalFile } from './verifyJournalFile.ts';
import { startJournalWorker, type WorkerLink } from './workerLink.ts';
import { defaultBusyTimeoutMs, type WorkerAnswer } from './workerProtocol.ts';

export interface OpenJournalOptions {
  readonly path: string;
  readonly now: () => Date;
  /** Create a new journal when there is none (and no mark that says there was one). */
  readonly create: boolean;
  /** How long to wait for another process's transaction; 5 s unless given. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens after a fast check: identity and format, guards, the high-water mark, the last 1,000 records, and that it
 * can be written. The rest is `verify()`. Faults: NOT_FOUND (no file, no folder), JOURNAL_NEWER and JOURNAL_DAMAGED
 * (files left untouched), JOURNAL_UNWRITABLE.
 */
export async function openJournal(o: OpenJournalOptions): Promise<Journal> {
  const path = resolve(parseJournalPath(o.path));
  const busyTimeoutMs = o.busyTimeoutMs ?? defaultBusyTimeoutMs;
  const listeners = createListeners();
  const link = await startJournalWorker({ path, create: o.create, busyTimeoutMs }, listeners.emit);
  return createJournal({ path, now: o.now, link, listeners });
}

function createJournal(parts: {
  readonly path: string;
  readonly now: () => Date;
  readonly link: WorkerLink;
  readonly listeners: Listeners;
}): Journal {
  const { path, now, link, listeners } = parts;
  const closing = new AbortController();
  let closed: Promise<void> | undefined;
  const untilClosed = (options: ProgressOptions = {}): ProgressOptions => ({
    ...options,
    signal: AbortSignal.any(options.signal ? [options.signal, closing.signal] : [closing.signal]),
  });
  return {
    path,
    async head() {
      const answer = await link.ask({ kind: 'head' });
      return answer.kind === 'head' ? answer.head : unexpected(answer);
    },
    async append({ expectedSeq, bodies }) {
      verifyCount('expectedSeq', expectedSeq);
      const answer = await link.ask({ kind: 'append', expectedSeq, bodies });
      return answer.kind === 'append' ? answer.result : unexpected(answer);
    },
    async read({ afterSeq, limit }) {
      verifyCount('afterSeq', afterSeq);
      verifyCount('limit', limit);
      const answer = await link.ask({ kind: 'read', afterSeq, limit });
      return answer.kind === 'read' ? answer.rows : unexpected(answer);
    },
    async putBlob(bytes) {
      // A copy, because a Buffer is often a window on a large pool, which would be cloned whole.
      const answer = await link.ask({ kind: 'putBlob', bytes: new Uint8Array(bytes) });
      return answer.kind === 'putBlob' ? answer.sha256 : unexpected(answer);
    },
    async readBlob(sha256) {
      verifySha256(sha256);
      const answer = await link.ask({ kind: 'readBlob', sha256 });
      return answer.kind === 'readBlob' ? answer.bytes : unexpected(answer);
    },
    onRows: (listener) => listeners.add(listener),
    verify: (options) => verifyJournalFile({ path, now }, untilClosed(options)),
    backup: (toPath, options) => backupJournal({ path, toPath }, untilClosed(options)),
    close() {
      closing.abort();
      closed ??= closeLink(link);
      return closed;
    },
  };
}

async function closeLink(link: WorkerLink): Promise<void> {
  await link.ask({ kind: 'close' });
  await link.ended;
}

function verifyCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new Fault('INVALID_INPUT', `${name} must be a whole number from 0 on, not ${value}.`);
}

function verifySha256(text: string): void {
  if (/^[0-9a-f]{64}$/.test(text)) return;
  throw new Fault('INVALID_INPUT', `"${text}" is not a SHA-256 in lower-case hex.`);
}

function unexpected(answer: WorkerAnswer): never {
  throw new Fault('INTERNAL', `The journal's worker gave another call's answer: ${answer.kind}.`);
}
