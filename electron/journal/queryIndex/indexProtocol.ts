import type { JournalFilter } from '../../../shared/contract/journalArea.ts';
import type { FaultData } from '../../../shared/protocol/fault.ts';

/** What the index's thread is started with. */
export interface IndexStart {
  /** The journal. */
  readonly path: string;
  readonly busyTimeoutMs: number;
}

export interface IndexQuestion {
  readonly filter: JournalFilter;
  /** Counted from the newest that fits. */
  readonly offset: number;
  readonly limit: number;
  /** The last record that the asker knows of: where little is missing up to it, that is indexed first. */
  readonly headSeq: number;
}

export interface IndexAnswer {
  /** Newest first. */
  readonly seqs: readonly number[];
  /** How many fit in all, among the records up to `indexedSeq`. */
  readonly total: number;
  readonly indexedSeq: number;
}

export type IndexCall =
  | { readonly kind: 'find'; readonly id: number; readonly question: IndexQuestion }
  | { readonly kind: 'grown' }
  | { readonly kind: 'close' };

export type IndexMessage =
  | { readonly kind: 'found'; readonly id: number; readonly answer: IndexAnswer }
  | { readonly kind: 'refused'; readonly id: number; readonly fault: FaultData }
  /** Indexing has stopped where it is; it is tried again when the journal has grown. */
  | { readonly kind: 'stopped'; readonly fault: FaultData };
