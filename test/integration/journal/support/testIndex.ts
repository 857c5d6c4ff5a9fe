import { onTestFinished } from 'vitest';
import {
  createJournalIndexer,
  type JournalIndexer,
} from '../../../../electron/journal/queryIndex/journalIndexer.ts';
import type { IndexAnswer } from '../../../../electron/journal/queryIndex/indexProtocol.ts';
import type { JournalFilter } from '../../../../shared/contract/journalArea.ts';

export interface TestIndex extends JournalIndexer {
  /** Everything that fits, newest first. */
  findAll(filter: JournalFilter): IndexAnswer;
  finish(): void;
  readonly close: () => void;
}

/** An index that is closed after the test at the latest. */
export function openTestIndex(path: string): TestIndex {
  const index = openIndex(path);
  onTestFinished(index.close);
  return index;
}

/** An index that its opener closes. */
export function openIndex(path: string): TestIndex {
  const indexer = createJournalIndexer({ path, busyTimeoutMs: 5_000 });
  let isClosed = false;
  const close = (): void => {
    if (!isClosed) indexer.close();
    isClosed = true;
  };
  return {
    ...indexer,
    close,
    finish: () => {
      while (indexer.step());
    },
    findAll: (filter) => indexer.find({ filter, offset: 0, limit: 1_000_000, headSeq: 0 }),
  };
}
