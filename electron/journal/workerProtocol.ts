import type { FaultData } from '../../shared/protocol/fault.ts';
import type { AppendResult, JournalHead, JournalRow } from './journal.ts';

/** How long to wait for another process's transaction. */
export const defaultBusyTimeoutMs = 5_000;

/** What the journal's thread is started with. */
export interface WorkerStart {
  readonly path: string;
  readonly create: boolean;
  readonly busyTimeoutMs: number;
}

export type WorkerCall =
  | { readonly kind: 'head' }
  | { readonly kind: 'append'; readonly expectedSeq: number; readonly bodies: readonly string[] }
  | { readonly kind: 'read'; readonly afterSeq: number; readonly limit: number }
  | { readonly kind: 'putBlob'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'readBlob'; readonly sha256: string }
  | { readonly kind: 'close' };

export type WorkerAnswer =
  | { readonly kind: 'head'; readonly head: JournalHead }
  | { readonly kind: 'append'; readonly result: AppendResult }
  | { readonly kind: 'read'; readonly rows: readonly JournalRow[] }
  | { readonly kind: 'putBlob'; readonly sha256: string }
  | { readonly kind: 'readBlob'; readonly bytes: Uint8Array | undefined }
  | { readonly kind: 'done' };

export interface NumberedCall {
  readonly id: number;
  readonly call: WorkerCall;
}

/** To the main thread, several in one message. Rows of an append come before its answer. */
export type WorkerMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'openFailed'; readonly fault: FaultData }
  | { readonly kind: 'answered'; readonly id: number; readonly answer: WorkerAnswer }
  | { readonly kind: 'refused'; readonly id: number; readonly fault: FaultData }
  | { readonly kind: 'rows'; readonly rows: readonly JournalRow[] };
