import type { Actor } from '../../shared/journal/envelope.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import { parseRecord, toBody, type JournalRecord } from '../../shared/journal/record.ts';
import { reduceAll } from '../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../shared/journal/state.ts';
import type { Journal, JournalRow } from '../journal/journal.ts';
import { genesisHead } from '../journal/chain.ts';
import type { FoldedState } from './checkpoint/checkpointFile.ts';
import type { CheckpointKeeper } from './checkpoint/checkpointKeeper.ts';
import { createCommitQueue } from './commitQueue.ts';
import type { AppConfig, AppPorts } from './ports.ts';

/** Rows folded between two turns of the event loop: parsing them takes a few milliseconds. */
const foldChunk = 2_000;

/** The journal's state, kept up to date with every record, whoever wrote it. */
export interface StateStore {
  state(): JournalState;
  /** The same, with the chain value of the last record in it. */
  folded(): FoldedState;
  /**
   * Appends what `decide` makes of the newest state. Where another process was faster, the state is brought up
   * to date and `decide` is asked again, so that a decision is never based on an old state. Those that wait beside each
   * other decide one after the other, and are written together.
   * @throws Fault JOURNAL_UNWRITABLE, JOURNAL_DAMAGED, whatever `decide` throws.
   */
  commit(
    decide: (state: JournalState) => readonly JournalEvent[],
    by?: Actor,
  ): Promise<readonly JournalRecord[]>;
  onRecords(listener: (records: readonly JournalRecord[]) => void): () => void;
  /** Waits for what is being written, and saves a checkpoint; nothing is heard of the journal any more. */
  dispose(): Promise<void>;
}

/** Goes on from the last checkpoint that fits this journal, or folds it from its first record. */
export async function createStateStore(
  journal: Journal,
  config: Pick<AppConfig, 'userName' | 'machine' | 'appVersion'>,
  ports: Pick<AppPorts, 'now' | 'monotonicMs' | 'createId' | 'reportError'>,
  checkpoints: Pick<CheckpointKeeper, 'load' | 'note' | 'dispose'>,
): Promise<StateStore> {
  let { state, chainSha256 } = (await checkpoints.load()) ?? {
    state: emptyJournalState,
    chainSha256: genesisHead.chainSha256,
  };
  const listeners = new Set<(records: readonly JournalRecord[]) => void>();
  /** While a long journal is being folded, no step of it is worth a checkpoint. */
  let isCaughtUp = false;

  /** Rows may arrive twice, from an append and from the watch; each is folded once, in order. */
  const fold = (rows: readonly JournalRow[]): JournalRecord[] => {
    const records: JournalRecord[] = [];
    for (const row of rows) {
      if (row.seq === state.seq + records.length + 1) records.push(parseRecord(row));
    }
    const last = records.at(-1);
    if (!last) return records;
    state = reduceAll(state, records);
    chainSha256 = last.chainSha256;
    for (const listener of listeners) listener(records);
    return records;
  };

  const catchUp = async (): Promise<void> => {
    const readAfter = (afterSeq: number) => journal.read({ afterSeq, limit: foldChunk });
    let reading = readAfter(state.seq);
    for (;;) {
      const rows = await reading;
      const last = rows.at(-1);
      // The next rows are read and checked in their thread while these are folded here.
      if (last && rows.length === foldChunk) {
        reading = readAfter(last.seq);
        reading.catch(() => undefined); // told where it is awaited
      }
      fold(rows);
      if (rows.length < foldChunk) return;
    }
  };

  const stopListening = journal.onRows((rows) => {
    try {
      fold(rows);
    } catch (error) {
      ports.reportError(error);
    }
    if (isCaughtUp) checkpoints.note({ state, chainSha256 });
  });
  await catchUp();
  isCaughtUp = true;
  checkpoints.note({ state, chainSha256 });

  const envelope = (by: Actor) => ({
    format: 1 as const,
    id: ports.createId(),
    at: ports.now().toISOString(),
    monotonicMs: Math.round(ports.monotonicMs()),
    desktop: config.machine,
    app: config.appVersion,
    actor: by,
  });

  const commits = createCommitQueue({
    folded: () => ({ state, chainSha256 }),
    append: (o) => journal.append(o),
    catchUp,
    fold: (rows) => void fold(rows),
    toBody: (event, by) => toBody({ envelope: envelope(by), event }),
  });

  return {
    state: () => state,
    folded: () => ({ state, chainSha256 }),
    commit: (decide, by = { kind: 'app', name: config.userName }) => commits.commit(decide, by),
    onRecords: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    dispose: async () => {
      await commits.idle();
      stopListening();
      listeners.clear();
      await checkpoints.dispose({ state, chainSha256 });
    },
  };
}
