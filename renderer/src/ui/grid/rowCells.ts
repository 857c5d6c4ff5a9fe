import type { VirtualItem } from '@tanstack/react-virtual';
import type { MatrixCellModel, MatrixColumn } from './matrixModel.ts';

type CellOf = (rowId: string, columnId: string) => MatrixCellModel | undefined;

/** Some columns beside each other that share a picture; always the same ones, wherever the matrix is scrolled to. */
export interface CellBlock {
  /** Index of its first column. */
  readonly from: number;
  readonly cells: readonly (MatrixCellModel | undefined)[];
}

export const blockColumns = 4;

export interface RowCells {
  /**
   * All blocks that the columns lie in. Lists and blocks are the same objects as long as nothing in them has changed;
   * nothing is asked again with the same columns and the same `cellOf`.
   */
  of(
    rowId: string,
    items: readonly VirtualItem[],
    columns: readonly MatrixColumn[],
    cellOf: CellOf,
  ): readonly CellBlock[];
  /** Forgets all other rows. */
  keep(rowIds: readonly string[]): void;
}

interface Held {
  readonly items: readonly VirtualItem[];
  readonly columns: readonly MatrixColumn[];
  readonly cellOf: CellOf;
  readonly blocks: readonly CellBlock[];
}

/** Remembers the rows in sight, so that only what something has changed about renders. */
export function createRowCells(): RowCells {
  let held = new Map<string, Held>();
  return {
    of(rowId, items, columns, cellOf) {
      const before = held.get(rowId);
      if (before?.items === items && before.columns === columns && before.cellOf === cellOf)
        return before.blocks;
      const known = new Map(before?.blocks.map((block) => [block.from, block]));
      const made = [...new Set(items.map(({ index }) => index - (index % blockColumns)))].map((from) => {
        const cells = columns.slice(from, from + blockColumns).map(({ id }) => cellOf(rowId, id));
        const block = known.get(from);
        return block && isSame(block.cells, cells) ? block : { from, cells };
      });
      const blocks = before && isSame(before.blocks, made) ? before.blocks : made;
      held.set(rowId, { items, columns, cellOf, blocks });
      return blocks;
    },
    keep(rowIds) {
      const kept = new Map<string, Held>();
      for (const rowId of rowIds) {
        const row = held.get(rowId);
        if (row) kept.set(rowId, row);
      }
      held = kept;
    },
  };
}

function isSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((one, index) => one === right[index]);
}
