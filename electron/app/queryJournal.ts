import type { OutputOf, ParsedInputOf } from '../../shared/contract/contract.ts';
import type { JournalFilter } from '../../shared/contract/journalArea.ts';
import type { Journal } from '../journal/journal.ts';
import type { QueryIndex } from '../journal/queryIndex/createQueryIndex.ts';
import { readRecords } from './readRecords.ts';

type Question = ParsedInputOf<'journal.query'>;

/**
 * A window of the records that fit. The index says which they are; each is then read from the journal and checked like
 * any other. Without a filter nobody needs to be asked: records count from 1 on, one by one.
 */
export async function queryJournal(
  parts: { readonly journal: Pick<Journal, 'read'>; readonly index: QueryIndex; readonly headSeq: number },
  { filter, offset, limit }: Question,
): Promise<OutputOf<'journal.query'>> {
  const { journal, index, headSeq } = parts;
  if (isEmpty(filter)) {
    const seqs = seqsBack(headSeq - offset, limit);
    return { records: await readRecords(journal, seqs), total: headSeq, headSeq };
  }
  const { seqs, total, indexedSeq } = await index.find({ filter, offset, limit, headSeq });
  return {
    records: await readRecords(journal, seqs),
    total,
    headSeq,
    ...(indexedSeq < headSeq ? { indexedSeq } : {}),
  };
}

function isEmpty(filter: JournalFilter): boolean {
  return Object.values(filter).every((value) => value === undefined);
}

function seqsBack(newest: number, limit: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(newest, limit)) }, (_, index) => newest - index);
}
