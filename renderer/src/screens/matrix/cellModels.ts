import type { MatrixCell } from '../../../../shared/view/matrix.ts';
import type { PromotionMark } from '../../../../shared/view/promotionMarks.ts';
import type { MatrixCellModel } from '../../ui/index.ts';
import { toCellModel } from './toCellModel.ts';

export interface CellModels {
  /** The same object as long as it would be drawn the same. */
  modelOf(cell: MatrixCell, promotions?: readonly PromotionMark[]): MatrixCellModel;
}

interface Held {
  readonly cell: MatrixCell;
  readonly promotions: readonly PromotionMark[] | undefined;
  readonly model: MatrixCellModel;
}

/** Remembers what was drawn: a cell that was made anew but looks the same does not render again. */
export function createCellModels(): CellModels {
  const held = new Map<string, Held>();
  return {
    modelOf(cell, promotions) {
      const key = `${cell.service}/${cell.environment}`;
      const before = held.get(key);
      if (before?.cell === cell && before.promotions === promotions) return before.model;
      const made = toCellModel(cell, promotions);
      const model = before && isDrawnTheSame(before.model, made) ? before.model : made;
      held.set(key, { cell, promotions, model });
      return model;
    },
  };
}

function isDrawnTheSame(left: MatrixCellModel, right: MatrixCellModel): boolean {
  return (
    left.version === right.version &&
    left.otherVersions === right.otherVersions &&
    left.share === right.share &&
    left.seenAt === right.seenAt &&
    isEach(
      left.marks,
      right.marks,
      (one, other) => one.kind === other.kind && one.text === other.text && one.short === other.short,
    ) &&
    isEach(left.hosts, right.hosts, (one, other) => one.build === other.build && one.pool === other.pool)
  );
}

function isEach<T>(left: readonly T[], right: readonly T[], isSame: (one: T, other: T) => boolean): boolean {
  return (
    left.length === right.length &&
    left.every((one, index) => {
      const other = right[index];
      return other !== undefined && isSame(one, other);
    })
  );
}
