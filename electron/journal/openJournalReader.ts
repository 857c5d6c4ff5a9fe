import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { readBlob } from './blobs.ts';
import { genesisHead } from './chain.ts';
import { parseJournalPath } from './fileIdentity.ts';
import type { JournalHead, JournalRow } from './journal.ts';
import { readRecordsAfter, readUncheckedAfter } from './readRecords.ts';
import { readHead } from './rows.ts';
import { openForReading } from './sqliteDatabase.ts';
import { defaultBusyTimeoutMs } from './workerProtocol.ts';

/** One unchanging view of a journal, for a thread of its own that reads all of it; its calls block. */
export interface JournalReader {
  readonly head: JournalHead;
  /** From the first record on, each checked against its hash and its predecessor. Throws JOURNAL_DAMAGED. */
  rows(): Generator<JournalRow>;
  /** The same once more, unchecked: for who has been through `rows()`, and hands on what others will check. */
  rowsAgain(): Generator<JournalRow>;
  readonly readBlob: (sha256: string) => Uint8Array | undefined;
  close(): void;
}

const pageLength = 1_000;

/** Reads only. @throws Fault NOT_FOUND. */
export function openJournalReader(of: { readonly path: string }): JournalReader {
  const path = resolve(parseJournalPath(of.path));
  if (!existsSync(path)) throw new Fault('NOT_FOUND', `There is no journal at ${path}.`);
  const database = openForReading({ path, busyTimeoutMs: defaultBusyTimeoutMs });
  database.exec('BEGIN'); // holds the snapshot: what is written meanwhile is not seen
  const head = readHead(database);
  function* inPages(readAfter: typeof readRecordsAfter): Generator<JournalRow> {
    let last: JournalHead = genesisHead;
    for (;;) {
      const rows = readAfter(database, path, last, pageLength);
      yield* rows;
      last = rows.at(-1) ?? last;
      if (rows.length < pageLength) return;
    }
  }
  return {
    head,
    rows: () => inPages(readRecordsAfter),
    rowsAgain: () => inPages(readUncheckedAfter),
    readBlob: (sha256) => readBlob(database, path, sha256),
    close: () => void database.close(),
  };
}
