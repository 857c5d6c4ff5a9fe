import { genesisHead } from './chain.ts';
import type { Finding, JournalHead } from './journal.ts';
import type { RangeVerification } from './verifyRange.ts';
import { verifyRow } from './verifyRow.ts';

export interface RecordsVerification {
  readonly records: number;
  readonly findings: readonly Finding[];
  /** Further ones, which are only counted. */
  readonly leftOut: number;
}

/** Parts that were verified beside each other, put together: the first record of each against the last before it. */
export function joinRanges(ranges: readonly RangeVerification[]): RecordsVerification {
  const findings: Finding[] = [];
  let previous: JournalHead | undefined = genesisHead;
  let records = 0;
  let leftOut = 0;
  for (const range of ranges) {
    const { first } = range;
    if (first) {
      // After a part that could not be read to its end, nobody knows what this one has to follow from.
      const before: JournalHead = previous ?? { seq: first.seq - 1, chainSha256: '' };
      const finding = verifyRow(before, first);
      if (finding && (previous !== undefined || finding.kind === 'bodyChanged')) findings.push(finding);
    }
    findings.push(...range.findings);
    records += range.records;
    leftOut += range.leftOut;
    previous = range.isCut ? undefined : (range.last ?? previous);
  }
  return { records, findings, leftOut };
}
