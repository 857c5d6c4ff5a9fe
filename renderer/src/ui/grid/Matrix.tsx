import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { VirtualItem } from '@tanstack/react-virtual';
import { customProperties } from '../tokens/customProperties.ts';
import { MatrixHead } from './MatrixHead.tsx';
import { MatrixRowView } from './MatrixRowView.tsx';
import { MatrixRowHeads } from './MatrixRowHeads.tsx';
import { toMatrixItems } from './matrixItems.ts';
import type { MatrixCellModel, MatrixColumn, MatrixRow } from './matrixModel.ts';
import type { GridPosition } from './moveInGrid.ts';
import { rangeWith } from './rangeWith.ts';
import { createRowCells } from './rowCells.ts';
import { isGridStop, useGridFocus } from './useGridFocus.ts';
import { useColumnsInTurn } from './useColumnsInTurn.ts';
import { useVirtualWindow } from './useVirtualWindow.ts';
import css from './Matrix.module.css';

export interface MatrixPlace {
  readonly row: string;
  readonly column: string;
}

export interface MatrixProps {
  readonly label: string;
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly MatrixColumn[];
  /** The same object as long as nothing changed, else every cell renders at every update. */
  readonly cellOf: (rowId: string, columnId: string) => MatrixCellModel | undefined;
  readonly selected?: MatrixPlace;
  readonly expanded?: MatrixPlace;
  /** Under the row of the expanded place. */
  readonly detail?: (place: MatrixPlace) => ReactNode;
  /** A press, or the focus arriving. */
  readonly onSelect?: (place: MatrixPlace) => void;
  /** Enter, or a double press. */
  readonly onOpen?: (place: MatrixPlace) => void;
  /** Space. */
  readonly onExpand?: (place: MatrixPlace) => void;
  readonly rowHeightPx?: number;
  readonly columnWidthPx?: number;
  readonly headWidthPx?: number;
}

const headHeightPx = 44;
const groupHeightPx = 28;
const detailEstimatePx = 160;

/** Services × environments, virtual in both directions. Fills its container. */
export function Matrix(props: MatrixProps) {
  const { label, rows, columns, cellOf, selected, expanded, detail } = props;
  const { rowHeightPx = 64, columnWidthPx = 164, headWidthPx = 184 } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const items = useMemo(() => toMatrixItems(rows, expanded?.row), [rows, expanded?.row]);

  const focus = useGridFocus({
    container: scroller,
    rowCount: items.length,
    columnCount: columns.length,
    canStop: (row) => items[row]?.kind === 'service',
    pageRows: () => Math.floor(((scroller.current?.clientHeight ?? 0) - headHeightPx) / rowHeightPx) - 1,
    reveal: (position) => {
      rowWindow.scrollToIndex(position.row);
      columnWindow.scrollToIndex(position.column);
    },
  });
  const rowWindow = useVirtualWindow({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => `${items[index]?.kind}/${items[index]?.row.id}`, [items]),
    estimateSize: (index) =>
      ({ service: rowHeightPx, group: groupHeightPx, detail: detailEstimatePx })[
        items[index]?.kind ?? 'service'
      ],
    paddingStart: headHeightPx,
    scrollPaddingStart: headHeightPx,
    overscan: 3,
    rangeExtractor: useMemo(() => rangeWith(focus.active.row), [focus.active.row]),
  });
  const columnWindow = useVirtualWindow({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidthPx,
    paddingStart: headWidthPx,
    scrollPaddingStart: headWidthPx,
    overscan: 2,
    rangeExtractor: useMemo(() => rangeWith(focus.active.column), [focus.active.column]),
  });

  function placeAt({ row, column }: GridPosition): MatrixPlace | undefined {
    const item = items[row];
    const columnId = columns[column]?.id;
    return item?.kind === 'service' && columnId !== undefined
      ? { row: item.row.id, column: columnId }
      : undefined;
  }

  // Heard here for all cells, which are many.
  function onFocus({ target }: FocusEvent<HTMLElement>) {
    const position = positionOf(target);
    const place = position && placeAt(position);
    if (!position || !place || !isGridStop(target)) return;
    focus.setActive(position);
    props.onSelect?.(place);
  }

  function onDoubleClick({ target }: MouseEvent<HTMLElement>) {
    const position = positionOf(target);
    const place = position && placeAt(position);
    if (place) props.onOpen?.(place);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const place = placeAt(focus.active);
    if (isGridStop(event.target) && place) {
      const act = event.key === 'Enter' ? props.onOpen : event.key === ' ' ? props.onExpand : undefined;
      if (act !== undefined) {
        event.preventDefault();
        act(place);
        return;
      }
    }
    focus.onKeyDown(event);
  }

  const rowItems = rowWindow.getVirtualItems();
  const columnItems = columnWindow.getVirtualItems();
  const heads = useMemo(
    () =>
      rowItems.flatMap(({ index, start }) => {
        const item = items[index];
        return item?.kind === 'service' ? [{ row: item.row, index, startPx: start }] : [];
      }),
    // The virtualiser keeps its list of items until another one is in sight: the same list, the same heads.
    // oxlint-disable-next-line react/preserve-manual-memoization
    [rowItems, items],
  );
  const rowIds = useMemo(() => heads.map(({ row }) => row.id), [heads]);
  const columnsOf = useColumnsInTurn(rowIds, columnItems);
  const [rowCells] = useState(createRowCells);
  rowCells.keep(rowIds);
  const widthPx = columnWindow.getTotalSize();
  return (
    <div
      ref={scroller}
      className={css.scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + 1}
      style={customProperties({
        '--head-height': `${headHeightPx}px`,
        '--head-width': `${headWidthPx}px`,
        '--matrix-row': `${rowHeightPx}px`,
        '--matrix-column': `${columnWidthPx}px`,
        '--width': `${widthPx}px`,
      })}
      onKeyDown={onKeyDown}
      onFocus={onFocus}
      onDoubleClick={onDoubleClick}
    >
      <MatrixHead columns={columns} items={columnItems} activeColumn={focus.active.column} />
      <div className={css.body} role="rowgroup" style={{ height: rowWindow.getTotalSize() }}>
        <MatrixRowHeads heads={heads} activeRow={focus.active.row} />
        {rowItems.map((item) => {
          const shown = items[item.index];
          if (shown === undefined) return undefined;
          if (shown.kind === 'service') {
            const isActive = item.index === focus.active.row;
            const ownColumns = columnsOf.get(shown.row.id) ?? columnItems;
            return (
              <MatrixRowView
                key={item.key}
                row={shown.row}
                index={item.index}
                startPx={item.start}
                columns={columns}
                columnItems={ownColumns}
                blocks={rowCells.of(shown.row.id, ownColumns, columns, cellOf)}
                headWidthPx={headWidthPx}
                columnWidthPx={columnWidthPx}
                activeColumn={isActive ? focus.active.column : -1}
                selectedColumn={selected?.row === shown.row.id ? selected.column : undefined}
                expandedColumn={expanded?.row === shown.row.id ? expanded.column : undefined}
              />
            );
          }
          if (shown.kind === 'group') return <GroupRow key={item.key} row={shown.row} item={item} />;
          return (
            <div
              key={item.key}
              ref={rowWindow.measureElement}
              data-index={item.index}
              className={css.detail}
              role="row"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <div role="gridcell" className={css.detailCell}>
                {expanded !== undefined && detail?.(expanded)}
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Of the cell that something happened in. */
function positionOf(target: EventTarget): GridPosition | undefined {
  const stop = target instanceof Element ? target.closest('[data-row][data-column]') : null;
  if (!(stop instanceof HTMLElement)) return undefined;
  return { row: Number(stop.dataset.row), column: Number(stop.dataset.column) };
}

function GroupRow({ row, item }: { readonly row: MatrixRow; readonly item: VirtualItem }) {
  return (
    <div
      className={css.group}
      role="row"
      style={{ transform: `translateY(${item.start}px)`, height: item.size }}
    >
      <div role="rowheader" className={css.groupHead}>
        {row.label}
        {row.note !== undefined && <span className={css.note}>{row.note}</span>}
      </div>
    </div>
  );
}
