import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { classes } from '../tokens/classes.ts';
import { customProperties } from '../tokens/customProperties.ts';
import { type TableColumn, type TableSort, columnTemplate, minimumWidthPx } from './tableColumns.ts';
import { TableHead } from './TableHead.tsx';
import { isGridStop, useGridFocus } from './useGridFocus.ts';
import { useUniformWindow } from './useUniformWindow.ts';
import css from './Table.module.css';

/** A list, or what answers like one: a million rows need not be there to be counted. */
export type TableRows<Row> = Pick<readonly Row[], 'length' | 'at'>;

export interface TableProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: TableRows<Row>;
  readonly rowId: (row: Row) => string;
  /** Enter, or a press on the row. */
  readonly onOpen?: (row: Row) => void;
  readonly selectedId?: string;
  readonly sort?: TableSort;
  readonly onSort?: (columnId: string) => void;
  readonly rowHeightPx?: number;
  /** Shown under the head when there are no rows. */
  readonly empty?: ReactNode;
}

const headHeightPx = 30;

/** Renders only what is in sight: a million rows cost no more than thirty. Fills its container. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowId, onOpen, selectedId, sort, onSort, rowHeightPx = 30, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const focus = useGridFocus({
    container: scroller,
    rowCount: rows.length,
    columnCount: 1,
    canStop: () => true,
    pageRows: () => Math.floor(((scroller.current?.clientHeight ?? 0) - headHeightPx) / rowHeightPx) - 1,
    reveal: ({ row }) => inSight.scrollTo(row),
  });
  const inSight = useUniformWindow({
    scroller,
    count: rows.length,
    rowPx: rowHeightPx,
    headPx: headHeightPx,
    kept: focus.active.row,
  });

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const row = rows.at(focus.active.row);
    if (event.key === 'Enter' && isGridStop(event.target) && row !== undefined && onOpen !== undefined) {
      event.preventDefault();
      onOpen(row);
      return;
    }
    focus.onKeyDown(event);
  }

  const sizes = customProperties({
    '--columns': columnTemplate(columns),
    '--min-width': `${minimumWidthPx(columns)}px`,
    '--row': `${rowHeightPx}px`,
    '--head': `${headHeightPx}px`,
  });
  return (
    <div
      ref={scroller}
      className={css.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      style={sizes}
      onKeyDown={onKeyDown}
    >
      <TableHead columns={columns} sort={sort} onSort={onSort} />
      {rows.length === 0 && empty !== undefined && (
        <div role="row" className={css.empty}>
          <div role="gridcell">{empty}</div>
        </div>
      )}
      <div className={css.body} role="rowgroup" style={{ height: inSight.totalPx }}>
        {inSight.indexes.map((index) => {
          const row = rows.at(index);
          if (row === undefined) return undefined;
          const id = rowId(row);
          return (
            <div
              key={id}
              className={classes(css.row, onOpen !== undefined && css.opens)}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={selectedId === undefined ? undefined : id === selectedId}
              data-row={index}
              data-column={0}
              tabIndex={index === focus.active.row ? 0 : -1}
              style={{ transform: `translateY(${inSight.startOf(index)}px)` }}
              onFocus={(event) => {
                if (event.target === event.currentTarget) focus.setActive({ row: index, column: 0 });
              }}
              onClick={() => onOpen?.(row)}
            >
              {columns.map((column, columnIndex) => (
                <div
                  key={column.id}
                  role="gridcell"
                  aria-colindex={columnIndex + 1}
                  className={classes(
                    css.cell,
                    column.align === 'end' && css.end,
                    column.mono === true && css.mono,
                  )}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
