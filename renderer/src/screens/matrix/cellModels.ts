import type { MatrixCell } from '../../../../shared/view/matrix.ts';
import type { MatrixCellModel } from '../../ui/index.ts';
import { toCellModel } from './toCellModel.ts';

export interface CellModels {
  /** The same object as long as it would be drawn the same. */
  modelOf(cell: MatrixCell): MatrixCellModel;
}

interface Held {
  readonly cell: MatrixCell;
  readonly model: MatrixCellModel;
  readonly drawn: string;
}

/** Remembers what was drawn: a cell that was made anew but looks the same does not render again. */
export function createCellModels(): CellModels {
  const held = new Map<string, Held>();
  return {
    modelOf(cell) {
      const key = `${cell.service}/${cell.environment}`;
      const before = held.get(key);
      if (before?.cell === cell) return before.model;
      const made = toCellModel(cell);
      const drawn = JSON.stringify(made);
      const model = before?.drawn === drawn ? before.model : made;
      held.set(key, { cell, model, drawn });
      return model;
    },
  };
}
