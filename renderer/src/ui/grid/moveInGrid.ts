export interface GridPosition {
  readonly row: number;
  readonly column: number;
}

export interface GridShape {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Rows that one page shows. */
  readonly pageRows: number;
  /** Whether the focus may rest on a row; headings and details are passed over. */
  readonly canStop: (row: number) => boolean;
}

export interface GridKey {
  readonly key: string;
  readonly ctrl: boolean;
}

/** Where a key leads (WAI-ARIA grid pattern), or undefined if it is no key of the grid. */
export function moveInGrid(
  from: GridPosition,
  { key, ctrl }: GridKey,
  shape: GridShape,
): GridPosition | undefined {
  const lastColumn = shape.columnCount - 1;
  switch (key) {
    case 'ArrowLeft':
      return { ...from, column: ctrl ? 0 : Math.max(0, from.column - 1) };
    case 'ArrowRight':
      return { ...from, column: ctrl ? lastColumn : Math.min(lastColumn, from.column + 1) };
    case 'ArrowUp':
      return {
        ...from,
        row: ctrl ? toward(shape, 0, 1, from.row) : toward(shape, from.row - 1, -1, from.row),
      };
    case 'ArrowDown':
      return {
        ...from,
        row: ctrl
          ? toward(shape, shape.rowCount - 1, -1, from.row)
          : toward(shape, from.row + 1, 1, from.row),
      };
    case 'PageUp':
      return { ...from, row: page(shape, from.row, -1) };
    case 'PageDown':
      return { ...from, row: page(shape, from.row, 1) };
    case 'Home':
      return ctrl || shape.columnCount === 1
        ? { row: toward(shape, 0, 1, from.row), column: 0 }
        : { ...from, column: 0 };
    case 'End':
      return ctrl || shape.columnCount === 1
        ? { row: toward(shape, shape.rowCount - 1, -1, from.row), column: lastColumn }
        : { ...from, column: lastColumn };
    default:
      return undefined;
  }
}

/** The position itself, or the nearest one that still exists after rows or columns went away. */
export function clampToGrid(position: GridPosition, shape: GridShape): GridPosition {
  const row = Math.min(Math.max(0, position.row), Math.max(0, shape.rowCount - 1));
  const column = Math.min(Math.max(0, position.column), Math.max(0, shape.columnCount - 1));
  const below = toward(shape, row, 1, -1);
  return { row: below >= 0 ? below : toward(shape, row, -1, 0), column };
}

function page(shape: GridShape, row: number, step: 1 | -1): number {
  const wanted = Math.min(Math.max(0, row + step * Math.max(1, shape.pageRows)), shape.rowCount - 1);
  const onward = toward(shape, wanted, step, row);
  return onward === row ? toward(shape, wanted, step === 1 ? -1 : 1, row) : onward;
}

/** The first row from `row` on, in steps, where the focus may rest; `otherwise` if there is none. */
function toward(shape: GridShape, row: number, step: 1 | -1, otherwise: number): number {
  for (let at = row; at >= 0 && at < shape.rowCount; at += step) if (shape.canStop(at)) return at;
  return otherwise;
}
