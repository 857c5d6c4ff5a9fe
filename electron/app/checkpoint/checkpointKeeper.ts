import type { Journal } from '../../journal/journal.ts';
import {
  readCheckpoint,
  removeCheckpoint,
  toCheckpointPath,
  writeCheckpoint,
  type FoldedState,
} from './checkpointFile.ts';

/** When a new checkpoint is worth its writing: folding this many records takes about a tenth of a second. */
const recordsBetweenSaves = 20_000;
/** The same when the app closes; a journal that is shorter needs none. */
const recordsWorthSaving = 1_000;

/** Saves the state from time to time, so that the next start need not fold the whole journal. */
export interface CheckpointKeeper {
  /** What can be gone on from; `undefined` where the journal has to be folded from its first record. */
  load(): Promise<FoldedState | undefined>;
  /** Saves when enough has been recorded since the last time; returns at once. */
  note(folded: FoldedState): void;
  /** What was saved is not to be trusted: it is thrown away, and nothing is saved any more. */
  discard(): Promise<void>;
  /** Saves where it is worth it, and waits for that. */
  dispose(folded: FoldedState): Promise<void>;
}

export function createCheckpointKeeper(
  journal: Pick<Journal, 'path' | 'read'>,
  ports: { reportError(error: unknown): void },
): CheckpointKeeper {
  const path = toCheckpointPath(journal.path);
  let savedSeq = 0;
  let saving: Promise<void> | undefined;
  let isDistrusted = false;

  async function save(folded: FoldedState): Promise<void> {
    try {
      await writeCheckpoint(path, folded);
      savedSeq = folded.state.seq;
    } catch (error) {
      // Without it the next start takes longer; nothing else depends on it.
      ports.reportError(error);
    }
  }

  function begin(folded: FoldedState, worthRecords: number): void {
    if (saving || isDistrusted || folded.state.seq - savedSeq < worthRecords) return;
    saving = save(folded).finally(() => (saving = undefined));
  }

  return {
    async load() {
      const found = await readCheckpoint(path, (seal) => hasRecord(journal, seal));
      savedSeq = found?.state.seq ?? 0;
      return found;
    },
    note: (folded) => begin(folded, recordsBetweenSaves),
    async discard() {
      isDistrusted = true;
      await saving;
      await removeCheckpoint(path);
    },
    async dispose(folded) {
      await saving;
      begin(folded, recordsWorthSaving);
      await saving;
    },
  };
}

/** Whether the journal has this record with exactly this chain value; the record's own body is checked with it. */
async function hasRecord(
  journal: Pick<Journal, 'read'>,
  of: { readonly seq: number; readonly chainSha256: string },
): Promise<boolean> {
  const head = await journal.read({ afterSeq: of.seq - 1, limit: 1 });
  return head[0]?.seq === of.seq && head[0].chainSha256 === of.chainSha256;
}
