import type { Evidence, ReadBlob } from '../evidence.ts';
import type { Sample } from '../sample.ts';

/** A record as the journal keeps it: the body's very bytes, and what they hash to. */
export interface StoredRecord {
  readonly seq: number;
  readonly body: string;
  readonly bodySha256: string;
  readonly chainSha256: string;
}

/** Of the export itself. */
export interface ExportFacts {
  readonly system: string;
  readonly appVersion: string;
  readonly desktop: string;
  readonly exportedAt: string;
  /** The account that the app ran under, and the person at the desktop where one had unlocked it. */
  readonly account: string;
  readonly person: string | undefined;
  readonly workspace: string;
  readonly head: { readonly seq: number; readonly chainSha256: string };
  /** Bytes on disk. */
  readonly journalSizeBytes: number;
  readonly verified: { readonly records: number; readonly findings: number; readonly at: string };
  readonly publicKey: string;
  readonly fingerprint: string;
}

export interface BundleSource {
  readonly evidence: Evidence;
  readonly facts: ExportFacts;
  readonly sample: Sample | undefined;
  readonly blob: ReadBlob;
  /** Every record from the first to the head, in order; asked for anew by each file that is made of them. */
  readonly records: () => Iterable<StoredRecord>;
}

export interface BundleFile {
  readonly path: string;
  /** Its content, in pieces, so that a long one is never whole in memory. */
  readonly parts: Iterable<string | Uint8Array>;
}
