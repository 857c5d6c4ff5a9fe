import { memo } from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { classes } from '../tokens/classes.ts';
import type { MatrixPlace } from './Matrix.tsx';
import { MatrixCell } from './MatrixCell.tsx';
import type { MatrixCellModel, MatrixColumn, MatrixRow } from './matrixModel.ts';
import css from './Matrix.module.css';

interface MatrixRowViewProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly startPx: number;
  readonly heightPx: number;
  readonly columns: readonly MatrixColumn[];
  readonly columnItems: readonly VirtualItem[];
  readonly cellOf: (rowId: string, columnId: string) => MatrixCellModel | undefined;
  /** -1 when the focus is in another row. */
  readonly activeColumn: number;
  readonly selectedColumn: string | undefined;
  readonly expandedColumn: string | undefined;
  readonly onStop: (row: number, column: number, place: MatrixPlace) => void;
  readonly onOpen: (place: MatrixPlace) => void;
}

export const MatrixRowView = memo(function MatrixRowView(props: MatrixRowViewProps) {
  const { row, index, startPx, heightPx, columns, columnItems, cellOf, activeColumn } = props;
  const { selectedColumn, expandedColumn, onStop, onOpen } = props;
  return (
    <div
      className={css.row}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${startPx}px)`, height: heightPx }}
    >
      <div role="rowheader" aria-colindex={1} className={classes(css.rowHead, activeColumn >= 0 && css.here)}>
        <span className={css.service} title={row.label}>
          {row.label}
        </span>
        {row.note !== undefined && <span className={css.note}>{row.note}</span>}
      </div>
      {columnItems.map((item) => {
        const column = columns[item.index];
        if (column === undefined) return undefined;
        const place = { row: row.id, column: column.id };
        const isExpanded = column.id === expandedColumn;
        return (
          <div
            key={column.id}
            role="gridcell"
            aria-colindex={item.index + 2}
            aria-selected={column.id === selectedColumn}
            aria-expanded={expandedColumn === undefined ? undefined : isExpanded}
            className={css.cell}
            data-row={index}
            data-column={item.index}
            tabIndex={item.index === activeColumn ? 0 : -1}
            style={{ left: item.start, width: item.size }}
            onFocus={() => onStop(index, item.index, place)}
            onDoubleClick={() => onOpen(place)}
          >
            <MatrixCell
              service={row.label}
              environment={column.label}
              cell={cellOf(row.id, column.id)}
              selected={column.id === selectedColumn}
              expanded={isExpanded}
            />
          </div>
        );
      })}
    </div>
  );
});
