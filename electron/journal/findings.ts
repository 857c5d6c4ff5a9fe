import type { Finding, FindingKind } from './journal.ts';

export interface Findings {
  add(finding: Finding): void;
  has(kind: FindingKind): boolean;
  /** Counts what another collection has left out. */
  leaveOut(count: number): void;
  /** What concerns the whole file first, then by record; at last how many were left out. */
  list(): readonly Finding[];
  /** To be put into another collection. */
  parts(): { readonly kept: readonly Finding[]; readonly leftOut: number };
  /** Runs a part of the check; what SQLite cannot read becomes a finding, any other error is thrown on. */
  guardAgainstDamage(seq: (() => number) | undefined, check: () => void): void;
}

const mostFindings = 1_000;

/** Collects all problems, but not a million of them: the last entry then says how many were left out. */
export function createFindings(): Findings {
  const kept: Finding[] = [];
  let leftOut = 0;

  function add(finding: Finding): void {
    if (kept.length < mostFindings) kept.push(finding);
    else leftOut += 1;
  }

  return {
    add,
    leaveOut: (count) => void (leftOut += count),
    parts: () => ({ kept, leftOut }),
    has: (kind) => kept.some((finding) => finding.kind === kind),
    list() {
      const sorted = kept.toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0));
      if (leftOut === 0) return sorted;
      return [...sorted, { kind: 'furtherFindings', message: `${leftOut} further findings are not listed` }];
    },
    guardAgainstDamage(seq, check) {
      try {
        check();
      } catch (error) {
        if (!isUnreadable(error)) throw error;
        const from = seq?.();
        const where = from === undefined ? '' : `from record ${from} on: `;
        add({
          kind: 'unreadable',
          message: `${where}SQLite says: ${error.message}`,
          ...(from === undefined ? {} : { seq: from }),
        });
      }
    },
  };
}

/** A lock, a missing permission or too little memory says nothing about the file; the rest does. */
function isUnreadable(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return /^SQLITE_(?!BUSY|LOCKED|CANTOPEN|PERM|NOMEM|READONLY|PROTOCOL)/.test(error.code);
}
