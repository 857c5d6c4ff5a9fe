import { memo } from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { type Fade, fadeOf } from '../../format/age.ts';
import { useClock } from '../clock/useClock.ts';
import { MatrixCell } from './MatrixCell.tsx';
import type { MatrixCellModel, MatrixColumn, MatrixRow } from './matrixModel.ts';
import css from './Matrix.module.css';

interface MatrixRowViewProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly startPx: number;
  readonly columns: readonly MatrixColumn[];
  readonly columnItems: readonly VirtualItem[];
  /** In the order of `columnItems`; the same list as long as nothing has changed. */
  readonly cells: readonly (MatrixCellModel | undefined)[];
  readonly headWidthPx: number;
  /** -1 when the focus is in another row. */
  readonly activeColumn: number;
  readonly selectedColumn: string | undefined;
  readonly expandedColumn: string | undefined;
}

export const MatrixRowView = memo(function MatrixRowView(props: MatrixRowViewProps) {
  const { row, index, startPx, columns, columnItems, cells, headWidthPx, activeColumn } = props;
  const { selectedColumn, expandedColumn } = props;
  // One reading for the whole row: the digit of each cell.
  const fades = useClock((nowMs) => cells.map((cell) => fadeAt(nowMs, cell)).join(''));
  return (
    <div className={css.row} role="row" aria-rowindex={index + 2} style={{ top: startPx }}>
      {/* Only spoken: what is seen is in MatrixRowHeads. */}
      <div
        role="rowheader"
        aria-colindex={1}
        aria-label={row.note === undefined ? row.label : `${row.label}, ${row.note}`}
        className={css.spokenHead}
      />
      {columnItems.map((item, place) => {
        const column = columns[item.index];
        if (column === undefined) return undefined;
        const gapPx = item.start - (columnItems[place - 1]?.end ?? headWidthPx);
        return (
          <MatrixCell
            key={column.id}
            service={row.label}
            environment={column.label}
            cell={cells[place]}
            fade={toFade(fades[place])}
            row={index}
            column={item.index}
            gapPx={gapPx}
            isActive={item.index === activeColumn}
            selected={column.id === selectedColumn}
            expanded={expandedColumn === undefined ? undefined : column.id === expandedColumn}
          />
        );
      })}
    </div>
  );
});

function fadeAt(nowMs: number, cell: MatrixCellModel | undefined): Fade {
  if (cell === undefined) return 0;
  return fadeOf(nowMs - (cell.seenAt === undefined ? Number.NaN : Date.parse(cell.seenAt)));
}

const fadeDigits: Readonly<Record<string, Fade>> = { 0: 0, 1: 1, 2: 2, 3: 3 };

function toFade(digit: string | undefined): Fade {
  return fadeDigits[digit ?? ''] ?? 3;
}
