import type { VirtualItem } from '@tanstack/react-virtual';

type Items = readonly VirtualItem[];

export interface ColumnsInTurn {
  /**
   * The columns that each row is to have now. A column that comes near concerns all rows, which is more than one
   * frame bears: so many rows take it at a time, the others when they are asked for again.
   */
  of(rowIds: readonly string[], newest: Items): ColumnsByRow;
}

export interface ColumnsByRow {
  readonly byRow: ReadonlyMap<string, Items>;
  /** Whether a row still waits for the newest ones. */
  readonly hasWaiting: boolean;
}

const rowsAtATime = 4;

/** Nothing waits that could be in sight: the window must reach two columns further than what is seen. */
export function createColumnsInTurn(): ColumnsInTurn {
  let held: ReadonlyMap<string, Items> = new Map();
  return {
    of(rowIds, newest) {
      let left = rowsAtATime;
      let hasWaiting = false;
      const byRow = new Map<string, Items>();
      for (const rowId of rowIds) {
        const before = held.get(rowId);
        if (before === undefined || before === newest || !isNear(before, newest)) byRow.set(rowId, newest);
        else if (left > 0) {
          left -= 1;
          byRow.set(rowId, newest);
        } else {
          hasWaiting = true;
          byRow.set(rowId, before);
        }
      }
      held = byRow;
      return { byRow, hasWaiting };
    },
  };
}

/** Whether the window has moved by a single column, and nothing else has changed. */
function isNear(before: Items, next: Items): boolean {
  const missing = before.length - next.length;
  if (Math.abs(missing) > 1) return false;
  const known = new Set(before.map(({ index, start }) => `${index}/${start}`));
  return next.filter(({ index, start }) => !known.has(`${index}/${start}`)).length <= 1;
}
