import { memo } from 'react';
import type { Fade } from '../../format/age.ts';
import { formatVersion } from '../../format/version.ts';
import { visibleText } from '../../format/visibleText.ts';
import { classes } from '../tokens/classes.ts';
import { CellWords, cellClasses } from './CellWords.tsx';
import { describeCell } from './describeCell.ts';
import type { MatrixCellModel } from './matrixModel.ts';
import css from './Matrix.module.css';

export interface MatrixCellProps {
  readonly service: string;
  readonly environment: string;
  readonly cell: MatrixCellModel | undefined;
  readonly fade: Fade;
  readonly row: number;
  readonly column: number;
  /** To what is drawn before it in the row: there are columns between that are out of sight. */
  readonly gapPx: number;
  readonly isActive: boolean;
  readonly selected: boolean;
  /** Undefined where no cell of the row is. */
  readonly expanded: boolean | undefined;
}

/** A cell of the grid; what happens to it is heard by the grid around it. */
export const MatrixCell = memo(function MatrixCell(props: MatrixCellProps) {
  const { service, environment, cell, fade, row, column, gapPx, isActive, selected, expanded } = props;
  return (
    <div
      role="gridcell"
      aria-label={describeCell(service, environment, cell)}
      aria-colindex={column + 2}
      aria-selected={selected}
      aria-expanded={expanded}
      className={classes(css.cell, cellClasses({ cell, fade, selected, expanded: expanded === true }))}
      data-row={row}
      data-column={column}
      tabIndex={isActive ? 0 : -1}
      title={wholeVersion(cell)}
      style={gapPx > 0 ? { marginLeft: gapPx } : undefined}
    >
      <CellWords cell={cell} />
    </div>
  );
});

/** Where it does not fit into the cell. */
function wholeVersion(cell: MatrixCellModel | undefined): string | undefined {
  if (cell?.version === undefined) return undefined;
  const whole = visibleText(cell.version);
  return whole === formatVersion(cell.version, 14) ? undefined : whole;
}
