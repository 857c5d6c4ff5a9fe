import { memo } from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { useClock } from '../clock/useClock.ts';
import { toFade, toFades } from './fades.ts';
import { MatrixCell } from './MatrixCell.tsx';
import type { MatrixColumn, MatrixRow } from './matrixModel.ts';
import { Picture } from './Picture.tsx';
import { blockColumns, type CellBlock } from './rowCells.ts';
import hiddenCss from '../tokens/hidden.module.css';
import css from './Matrix.module.css';

interface MatrixRowViewProps {
  readonly row: MatrixRow;
  readonly index: number;
  readonly startPx: number;
  readonly columns: readonly MatrixColumn[];
  readonly columnItems: readonly VirtualItem[];
  /** Those that `columnItems` lie in; the same list as long as nothing has changed. */
  readonly blocks: readonly CellBlock[];
  readonly headWidthPx: number;
  readonly columnWidthPx: number;
  /** -1 when the focus is in another row. */
  readonly activeColumn: number;
  readonly selectedColumn: string | undefined;
  readonly expandedColumn: string | undefined;
}

export const MatrixRowView = memo(function MatrixRowView(props: MatrixRowViewProps) {
  const { row, index, startPx, columns, columnItems, blocks, headWidthPx, columnWidthPx } = props;
  const { activeColumn, selectedColumn, expandedColumn } = props;
  // One reading for the whole row.
  const fades = useClock((nowMs) => blocks.map(({ cells }) => toFades(nowMs, cells)).join(' ')).split(' ');
  return (
    <div className={css.row} role="row" aria-rowindex={index + 2} style={{ top: startPx }}>
      {/* Only spoken: what is seen is in MatrixRowHeads. */}
      <div role="rowheader" aria-colindex={1} className={css.spokenHead}>
        <span className={hiddenCss.hidden}>
          {row.note === undefined ? row.label : `${row.label}, ${row.note}`}
        </span>
      </div>
      {columnItems.map((item, place) => {
        const column = columns[item.index];
        if (column === undefined) return undefined;
        const at = blocks.findIndex(({ from }) => item.index >= from && item.index < from + blockColumns);
        const inBlock = item.index % blockColumns;
        return (
          <MatrixCell
            key={column.id}
            service={row.label}
            environment={column.label}
            cell={blocks[at]?.cells[inBlock]}
            fade={toFade(fades[at]?.[inBlock])}
            row={index}
            column={item.index}
            gapPx={item.start - (columnItems[place - 1]?.end ?? headWidthPx)}
            isActive={item.index === activeColumn}
            selected={column.id === selectedColumn}
            expanded={expandedColumn === undefined ? undefined : column.id === expandedColumn}
          />
        );
      })}
      {blocks.map(({ from, cells }, at) => (
        <Picture
          key={`picture/${from}`}
          cells={cells}
          fades={fades[at] ?? ''}
          fromPx={headWidthPx + from * columnWidthPx}
          columnWidthPx={columnWidthPx}
        />
      ))}
    </div>
  );
});
