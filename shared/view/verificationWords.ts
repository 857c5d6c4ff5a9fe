import type { VerificationReport } from '../contract/journalArea.ts';

type Finding = VerificationReport['findings'][number];

/** What a person does about a journal that is not as it was written. */
export const damageWayOut =
  'Deploy nothing, keep a copy of the journal as it is, and compare it with a backup.';

/** What was looked at, in one sentence: it is what "intact" means. */
export const verifiedWords =
  'Looked at: the chain and its numbers, the mark beside the journal, the state it comes to, every sign-off under the people and rules of its time, and that each production rollout was approved before its first host.';

/** By record, those of no record first: what is wrong with the whole comes before what is wrong in it. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((left, right) => (left.seq ?? 0) - (right.seq ?? 0));
}

/** The record from which on nothing can be relied on; `undefined` where no record is to blame. */
export function firstBadRecordOf(findings: readonly Finding[]): number | undefined {
  const numbers = findings.flatMap(({ seq }) => seq ?? []);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
