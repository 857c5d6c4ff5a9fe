import { parseRecord } from '../../../shared/journal/record.ts';
import { genesisHead } from '../chain.ts';
import type { JournalHead } from '../journal.ts';
import { toJournalFault } from '../journalFaults.ts';
import { readLinkedAfter } from '../readRecords.ts';
import { readChainAt, readHead } from '../rows.ts';
import { openForReading, type DatabaseOptions, type SqliteDatabase } from '../sqliteDatabase.ts';
import { findRecords } from './findRecords.ts';
import { isIndexDamage } from './indexDamaged.ts';
import type { IndexAnswer, IndexQuestion } from './indexProtocol.ts';
import { beginAnew, openIndexDatabase, readProgress } from './openIndexDatabase.ts';
import { createResultCache } from './resultCache.ts';
import { createSegmentDraft, type SegmentDraft } from './segmentDraft.ts';
import { segmentOf, startOf } from './segments.ts';
import { createSubjects } from './subjects.ts';
import { createWordReader } from './tokenize.ts';
import { writeSegment } from './writeSegment.ts';

/** Records between two looks at what else there is to do: some ten milliseconds. */
const recordsPerStep = 512;
/** So much is indexed before a question is answered; of more, the answer says how far it looks. */
const mostRecordsAwaited = 2_048;

/** The index as synchronous calls, for the thread that owns its connections. */
export interface JournalIndexer {
  /** Indexes some more records; false when there are none. Errors are raw or faults. */
  step(): boolean;
  find(question: IndexQuestion): IndexAnswer;
  close(): void;
}

/** One open index, and what is remembered of it: all of it goes when the index is another one. */
function createOpenIndex(database: SqliteDatabase) {
  const { build } = readProgress(database);
  return {
    database,
    build,
    subjects: createSubjects(database),
    toWords: createWordReader(),
    results: createResultCache(),
    draft: undefined as SegmentDraft | undefined,
  };
}

export function createJournalIndexer(options: DatabaseOptions): JournalIndexer {
  const journal = openForReading(options);
  let index = createOpenIndex(openIndexDatabase(journal, options));

  /** Other processes write to the same index: one that was begun anew is another one, one that is further saves work. */
  function catchUpWithOthers(): JournalHead {
    const { build, head } = readProgress(index.database);
    if (build !== index.build) index = createOpenIndex(index.database);
    return head;
  }

  /**
   * The segment that the next record belongs to, with what is known of it. What was begun before, by this process or another, is read
   * again from the segment's first record on, which takes several steps.
   */
  function draftAfter(head: JournalHead): SegmentDraft {
    const segment = segmentOf(head.seq + 1);
    if (index.draft?.segment === segment && !index.draft.isFull) return index.draft;
    const seq = startOf(segment);
    index.subjects.forget();
    return createSegmentDraft({ seq, chainSha256: chainAt(seq) }, index);
  }

  function chainAt(seq: number): string {
    return readChainAt(journal, seq) ?? genesisHead.chainSha256;
  }

  function step(): boolean {
    const head = catchUpWithOthers();
    if (readHead(journal).seq <= head.seq) return false;
    const draft = draftAfter(head);
    index.draft = draft;
    const room = startOf(draft.segment + 1) - draft.end.seq;
    const added = addRecords(draft, Math.min(recordsPerStep, room));
    const hasMore = added === recordsPerStep || draft.isFull;
    if ((draft.isFull || !hasMore) && draft.end.seq > head.seq) write(draft);
    return hasMore;
  }

  function addRecords(draft: SegmentDraft, limit: number): number {
    try {
      const rows = readLinkedAfter(journal, options.path, draft.end, limit);
      for (const row of rows) draft.add(parseRecord(row));
      return rows.length;
    } catch (error) {
      throw toJournalFault(options.path, error); // the journal's damage is not the index's
    }
  }

  function write(draft: SegmentDraft): void {
    try {
      writeSegment(index.database, { ...index, draft });
    } catch (error) {
      index = createOpenIndex(index.database); // what is remembered as written was not
      throw error;
    }
  }

  function find({ filter, offset, limit }: IndexQuestion): IndexAnswer {
    return index.database.transaction((): IndexAnswer => {
      const { seq: toSeq } = catchUpWithOthers();
      const { database, results } = index;
      const result = results.extend(JSON.stringify(filter), toSeq, (fromSegment) =>
        findRecords(database, { filter, fromSegment, toSeq }),
      );
      return { seqs: result.window(offset, limit), total: result.total, indexedSeq: toSeq };
    })();
  }

  /** What is damaged holds nothing that the journal does not have: it is thrown away and made anew. */
  function mended<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      if (!isIndexDamage(error)) throw error;
      index = createOpenIndex(beginAnew(index.database, options));
      return act();
    }
  }

  return {
    step: () => mended(step),
    find(question) {
      return mended(() => {
        const missing = question.headSeq - readProgress(index.database).head.seq;
        if (missing > 0 && missing <= mostRecordsAwaited) while (step());
        return find(question);
      });
    },
    close() {
      index.database.close();
      journal.close();
    },
  };
}
