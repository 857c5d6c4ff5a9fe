import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GridShape, clampToGrid, moveInGrid } from '../../../renderer/src/ui/grid/moveInGrid.ts';

/** Row 0 and 4 are headings. */
const shape: GridShape = {
  rowCount: 8,
  columnCount: 3,
  pageRows: 3,
  canStop: (row) => row !== 0 && row !== 4,
};
const press = (row: number, column: number, key: string, ctrl = false) =>
  moveInGrid({ row, column }, { key, ctrl }, shape);

describe('moving in a grid', () => {
  it('goes one cell at a time and stays at the edges', () => {
    expect(press(2, 1, 'ArrowRight')).toEqual({ row: 2, column: 2 });
    expect(press(2, 2, 'ArrowRight')).toEqual({ row: 2, column: 2 });
    expect(press(7, 0, 'ArrowDown')).toEqual({ row: 7, column: 0 });
  });

  it('passes over headings, and stays below the first one', () => {
    expect(press(3, 1, 'ArrowDown')).toEqual({ row: 5, column: 1 });
    expect(press(5, 1, 'ArrowUp')).toEqual({ row: 3, column: 1 });
    expect(press(1, 1, 'ArrowUp')).toEqual({ row: 1, column: 1 });
  });

  it('goes by pages, and never rests on a heading', () => {
    expect(press(1, 0, 'PageDown')).toEqual({ row: 5, column: 0 });
    expect(press(3, 0, 'PageUp')).toEqual({ row: 1, column: 0 });
  });

  it('goes to the ends of a row, and with Ctrl to the ends of the grid', () => {
    expect(press(2, 1, 'End')).toEqual({ row: 2, column: 2 });
    expect(press(2, 1, 'Home', true)).toEqual({ row: 1, column: 0 });
    expect(press(2, 1, 'End', true)).toEqual({ row: 7, column: 2 });
  });

  it('leaves other keys to others', () => {
    expect(press(2, 1, 'Tab')).toBeUndefined();
    expect(press(2, 1, 'Escape')).toBeUndefined();
  });

  it('keeps a position that still exists, and finds the nearest one otherwise', () => {
    expect(clampToGrid({ row: 2, column: 1 }, shape)).toEqual({ row: 2, column: 1 });
    expect(clampToGrid({ row: 90, column: 9 }, shape)).toEqual({ row: 7, column: 2 });
    expect(clampToGrid({ row: 4, column: 0 }, shape)).toEqual({ row: 5, column: 0 });
  });

  it('never leaves the grid nor lands on a heading, whatever is pressed', () => {
    const keys = fc.constantFrom(
      'ArrowUp',
      'ArrowDown',
      'ArrowLeft',
      'ArrowRight',
      'PageUp',
      'PageDown',
      'Home',
      'End',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.boolean())), (presses) => {
        let at = { row: 1, column: 0 };
        for (const [key, ctrl] of presses) at = moveInGrid(at, { key, ctrl }, shape) ?? at;
        expect(at.column).toBeGreaterThanOrEqual(0);
        expect(at.column).toBeLessThan(3);
        expect([1, 2, 3, 5, 6, 7]).toContain(at.row);
      }),
    );
  });
});
