import type { HeadMark } from './headMark.ts';
import type { Finding, JournalHead } from './journal.ts';

export type MarkDecision =
  | { readonly kind: 'matches' }
  /** A crash came between commit and mark, or the journal is brand-new: write the database's head. */
  | { readonly kind: 'raise' }
  | { readonly kind: 'damaged'; readonly finding: Finding };

/**
 * Compares the mark with the database. `chainAtMark` is the database's chain value at the mark's seq (the genesis
 * value at 0), undefined when it has no such record. The mark must have been read before the database's snapshot
 * began, or another process's append in between looks like damage.
 *
 * A missing mark is normal only while the journal is empty: it is written, with seq 0, before the first append.
 */
export function decideMark(o: {
  readonly mark: HeadMark;
  readonly head: JournalHead;
  readonly chainAtMark: string | undefined;
}): MarkDecision {
  const { mark, head, chainAtMark } = o;
  switch (mark.kind) {
    case 'missing':
      return head.seq === 0 ? { kind: 'raise' } : damaged('markMissing', undefined, missingMessage(head));
    case 'unreadable':
      return damaged(
        'markUnreadable',
        undefined,
        `its high-water mark (.head) is not readable: ${mark.reason}`,
      );
    case 'present':
      if (mark.head.seq > head.seq) return damaged('truncated', head.seq + 1, lostMessage(head, mark.head));
      if (chainAtMark !== mark.head.chainSha256)
        return damaged('replaced', mark.head.seq, otherMessage(mark.head));
      return mark.head.seq === head.seq ? { kind: 'matches' } : { kind: 'raise' };
  }
}

function damaged(kind: Finding['kind'], seq: number | undefined, message: string): MarkDecision {
  return { kind: 'damaged', finding: { kind, message, ...(seq === undefined ? {} : { seq }) } };
}

function missingMessage(head: JournalHead): string {
  return `it has ${head.seq} records, but its high-water mark (.head) is missing, so nobody can tell whether later records are lost`;
}

function lostMessage(head: JournalHead, marked: JournalHead): string {
  const range = `records ${head.seq + 1} to ${marked.seq}`;
  return `${range} are missing: they were acknowledged, as its high-water mark (.head) shows, but the database ends at ${head.seq}`;
}

function otherMessage(marked: JournalHead): string {
  return `record ${marked.seq} is not the one that was acknowledged: its chain value differs from the high-water mark (.head); the journal was rewritten or exchanged at or before it`;
}
