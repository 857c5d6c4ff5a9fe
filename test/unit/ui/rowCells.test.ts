import { describe, expect, it } from 'vitest';
import type { VirtualItem } from '@tanstack/react-virtual';
import type { MatrixCellModel } from '../../../renderer/src/ui/grid/matrixModel.ts';
import { createRowCells } from '../../../renderer/src/ui/grid/rowCells.ts';

const columns = Array.from({ length: 10 }, (_, index) => ({ id: `env-${index}`, label: `env-${index}` }));
const items = (...indexes: readonly number[]): readonly VirtualItem[] =>
  indexes.map((index) => ({
    index,
    key: index,
    start: index * 100,
    end: index * 100 + 100,
    size: 100,
    lane: 0,
  }));

function startCells() {
  const models = new Map<string, MatrixCellModel>();
  const asked: string[] = [];
  const cellOf = (rowId: string, columnId: string): MatrixCellModel | undefined => {
    asked.push(`${rowId}/${columnId}`);
    return models.get(`${rowId}/${columnId}`);
  };
  const show = (version: string): MatrixCellModel => ({
    version,
    otherVersions: 0,
    hosts: [],
    share: undefined,
    marks: [],
    seenAt: undefined,
  });
  for (const { id } of columns) models.set(`shop/${id}`, show('1.0.0'));
  return { cellOf, asked, change: (columnId: string) => models.set(`shop/${columnId}`, show('2.0.0')) };
}

describe('the cells of a row in sight', () => {
  it('come in whole blocks, always cut at the same columns', () => {
    const { cellOf } = startCells();
    const blocks = createRowCells().of('shop', items(3, 4, 5), columns, cellOf);
    expect(blocks.map(({ from, cells }) => [from, cells.length])).toEqual([
      [0, 4],
      [4, 4],
    ]);
  });

  it('the last block has the columns that are left', () => {
    const { cellOf } = startCells();
    const blocks = createRowCells().of('shop', items(9), columns, cellOf);
    expect(blocks.map(({ from, cells }) => [from, cells.length])).toEqual([[8, 2]]);
  });

  it('are not asked for again while nothing can have changed', () => {
    const { cellOf, asked } = startCells();
    const cells = createRowCells();
    const shown = items(0, 1);
    const before = cells.of('shop', shown, columns, cellOf);
    asked.length = 0;
    expect(cells.of('shop', shown, columns, cellOf)).toBe(before);
    expect(asked).toEqual([]);
  });

  it('stay the same list when asking again gives the same, and the same block where another one changed', () => {
    const { cellOf, change } = startCells();
    const cells = createRowCells();
    const shown = items(2, 3, 4, 5);
    const before = cells.of('shop', shown, columns, cellOf);
    expect(cells.of('shop', shown, columns, (...place) => cellOf(...place))).toBe(before);
    change('env-5');
    const after = cells.of('shop', shown, columns, (...place) => cellOf(...place));
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(after[1]?.cells[1]?.version).toBe('2.0.0');
  });

  it('are forgotten with their row', () => {
    const { cellOf, asked } = startCells();
    const cells = createRowCells();
    const shown = items(0);
    cells.of('shop', shown, columns, cellOf);
    cells.keep(['basket']);
    asked.length = 0;
    cells.of('shop', shown, columns, cellOf);
    expect(asked).toHaveLength(4);
  });
});
