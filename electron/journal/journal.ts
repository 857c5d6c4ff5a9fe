/** One record as it is stored: `body` is one line of JSON, opaque to this room, hashed as its UTF-8 bytes. */
export interface JournalRow {
  readonly seq: number;
  readonly body: string;
  readonly bodySha256: string;
  readonly chainSha256: string;
}

/** The last record. An empty journal's head is seq 0 with the genesis chain value (64 zeros, see chain.ts). */
export interface JournalHead {
  readonly seq: number;
  readonly chainSha256: string;
}

export type AppendResult =
  | { readonly kind: 'appended'; readonly rows: readonly JournalRow[] }
  | { readonly kind: 'moved'; readonly head: JournalHead };

export type FindingKind =
  /** The body does not have the hash that is stored beside it. */
  | 'bodyChanged'
  /** The hashes fit, but the body is not one line of JSON. */
  | 'bodyInvalid'
  /** The record's chain value does not follow from the record before it. */
  | 'chainBroken'
  | 'gap'
  | 'outOfOrder'
  /** The database ends before the high-water mark. */
  | 'truncated'
  /** The database has the marked record, with another chain value; or the file was exchanged. */
  | 'replaced'
  | 'markMissing'
  | 'markUnreadable'
  /** SQLite cannot read a part of the file. */
  | 'unreadable'
  | 'notAJournal'
  | 'guardMissing'
  /** A table, trigger, index or view that this app did not make. */
  | 'foreignObject'
  | 'blobDamaged'
  /** The list of findings was cut here; the message says how many more there are. */
  | 'furtherFindings';

export interface Finding {
  /** The first record concerned, when the finding is about records. */
  readonly seq?: number;
  readonly kind: FindingKind;
  readonly message: string;
}

export interface VerificationReport {
  readonly ok: boolean;
  /** How many records were read, and how many blobs. */
  readonly records: number;
  readonly blobs: number;
  readonly head: JournalHead;
  readonly verifiedAt: string;
  readonly durationMs: number;
  readonly findings: readonly Finding[];
}

/** `done` and `total` only compare with each other: records and blobs, or for a backup shares of the work. */
export interface ProgressOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The append-only, hash-chained log. Every row that leaves it has been checked against its hash and its
 * predecessor. Faults: JOURNAL_UNWRITABLE (disk full, read-only, locked too long), JOURNAL_DAMAGED (names the
 * records), INVALID_INPUT, CANCELLED, INTERNAL for a use after close.
 */
export interface Journal {
  readonly path: string;
  head(): Promise<JournalHead>;
  /**
   * Compare-and-swap on the head: all bodies in one transaction, or `moved` with the true head and nothing
   * written. Resolves when the records are on disk (synchronous=FULL) and the high-water mark is written, which is
   * flushed within moments.
   * A JOURNAL_UNWRITABLE that says "are committed" means: the records are there, only the mark is late.
   */
  append(o: { readonly expectedSeq: number; readonly bodies: readonly string[] }): Promise<AppendResult>;
  /** Records with seq > afterSeq, in order, at most `limit`. */
  read(o: { readonly afterSeq: number; readonly limit: number }): Promise<readonly JournalRow[]>;
  /** Stores bytes under their SHA-256 and returns it, in hex; the same bytes again are no second copy. */
  putBlob(bytes: Uint8Array): Promise<string>;
  /** Undefined when there is no such blob; JOURNAL_DAMAGED when its bytes no longer have this hash. */
  readBlob(sha256: string): Promise<Uint8Array | undefined>;
  /**
   * Own and other processes' records, in order, without gaps, within a second, in batches. Own records arrive
   * before their append resolves. Subscribe first, then read, and skip by seq
   * what both bring: records from before the subscription are as a rule not announced.
   */
  onRows(listener: (rows: readonly JournalRow[]) => void): () => void;
  /** Reads every record and blob on a connection and thread of its own. Damage is a finding, not a rejection. */
  verify(o?: ProgressOptions): Promise<VerificationReport>;
  /**
   * Writes `toPath` and `toPath.head`, both new, from one consistent snapshot, verified before they get their
   * names. To restore, put both in the journal's place.
   */
  backup(toPath: string, o?: ProgressOptions): Promise<void>;
  close(): Promise<void>;
}
