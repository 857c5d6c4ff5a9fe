import type { MatrixCellModel } from './matrixModel.ts';

type Cells = readonly (MatrixCellModel | undefined)[];
type CellOf = (rowId: string, columnId: string) => MatrixCellModel | undefined;

export interface RowCells {
  /**
   * The cells of these rows, each in the order of the columns. Rows whose cells are the same keep their list; with
   * the same columns and the same `cellOf` nothing is asked again.
   */
  of(rowIds: readonly string[], columnIds: readonly string[], cellOf: CellOf): ReadonlyMap<string, Cells>;
}

/** Remembers the rows that were in sight last, so that only those render that something has changed about. */
export function createRowCells(): RowCells {
  let held: ReadonlyMap<string, Cells> = new Map();
  let heldFor: { readonly columnIds: readonly string[]; readonly cellOf: CellOf } | undefined;
  return {
    of(rowIds, columnIds, cellOf) {
      const isAnswered = heldFor?.columnIds === columnIds && heldFor.cellOf === cellOf;
      const next = new Map<string, Cells>();
      for (const rowId of rowIds) {
        const before = held.get(rowId);
        if (before && isAnswered) {
          next.set(rowId, before);
          continue;
        }
        const cells = columnIds.map((columnId) => cellOf(rowId, columnId));
        next.set(rowId, before && isSame(before, cells) ? before : cells);
      }
      held = next;
      heldFor = { columnIds, cellOf };
      return next;
    },
  };
}

function isSame(left: Cells, right: Cells): boolean {
  return left.length === right.length && left.every((cell, index) => cell === right[index]);
}
