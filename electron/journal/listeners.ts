import type { JournalRow } from './journal.ts';

export type RowsListener = (rows: readonly JournalRow[]) => void;

export interface Listeners {
  readonly add: (listener: RowsListener) => () => void;
  readonly emit: (rows: readonly JournalRow[]) => void;
}

/** One listener's error keeps no other from its rows; it surfaces as an uncaught exception of its own. */
export function createListeners(): Listeners {
  const entries = new Set<{ readonly listener: RowsListener }>();
  return {
    add(listener) {
      const entry = { listener };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    emit(rows) {
      for (const { listener } of entries) {
        try {
          listener(rows);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    },
  };
}
