import { memo } from 'react';
import { classes } from '../tokens/classes.ts';
import type { MatrixRow } from './matrixModel.ts';
import css from './Matrix.module.css';

interface MatrixRowHeadsProps {
  /** As far as they are in sight. */
  readonly heads: readonly { readonly row: MatrixRow; readonly index: number; readonly startPx: number }[];
  readonly activeRow: number;
}

/**
 * The names beside the rows, in one column that stays where it is: if each row had its own, each would be a layer
 * that the compositor moves by itself. For the eye only; the rows say their names themselves.
 */
export const MatrixRowHeads = memo(function MatrixRowHeads({ heads, activeRow }: MatrixRowHeadsProps) {
  return (
    <div className={css.rowHeads} aria-hidden="true">
      {heads.map(({ row, index, startPx }) => (
        <div
          key={row.id}
          className={classes(css.rowHead, index === activeRow && css.here)}
          style={{ top: startPx }}
        >
          <span className={css.service} title={row.label}>
            {row.label}
          </span>
          {row.note !== undefined && <span className={css.note}>{row.note}</span>}
        </div>
      ))}
    </div>
  );
});
