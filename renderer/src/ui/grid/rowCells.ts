import type { MatrixCellModel } from './matrixModel.ts';

type Cells = readonly (MatrixCellModel | undefined)[];

export interface RowCells {
  /** The cells of these rows, each in the order of the columns. Rows whose cells are the same keep their list. */
  of(
    rowIds: readonly string[],
    columnIds: readonly string[],
    cellOf: (rowId: string, columnId: string) => MatrixCellModel | undefined,
  ): ReadonlyMap<string, Cells>;
}

/** Remembers the rows that were in sight last, so that an update renders only those that it concerns. */
export function createRowCells(): RowCells {
  let held: ReadonlyMap<string, Cells> = new Map();
  return {
    of(rowIds, columnIds, cellOf) {
      const next = new Map<string, Cells>();
      for (const rowId of rowIds) {
        const before = held.get(rowId);
        const cells = columnIds.map((columnId) => cellOf(rowId, columnId));
        next.set(rowId, before && isSame(before, cells) ? before : cells);
      }
      held = next;
      return next;
    },
  };
}

function isSame(left: Cells, right: Cells): boolean {
  return left.length === right.length && left.every((cell, index) => cell === right[index]);
}
