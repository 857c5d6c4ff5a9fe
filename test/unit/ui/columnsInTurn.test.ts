import { describe, expect, it } from 'vitest';
import type { VirtualItem } from '@tanstack/react-virtual';
import { createColumnsInTurn } from '../../../renderer/src/ui/grid/columnsInTurn.ts';

const rows = Array.from({ length: 10 }, (_, index) => `service-${index}`);
const from = (first: number, count = 8): readonly VirtualItem[] =>
  Array.from({ length: count }, (_, place) => {
    const index = first + place;
    return { index, key: index, start: index * 100, end: index * 100 + 100, size: 100, lane: 0 };
  });

describe('columns that come near', () => {
  it('are taken by a few rows at a time, until all have them', () => {
    const inTurn = createColumnsInTurn();
    inTurn.of(rows, from(0));
    const newest = from(1);
    const withNewest: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { byRow, hasWaiting } = inTurn.of(rows, newest);
      withNewest.push([...byRow.values()].filter((items) => items === newest).length);
      expect(hasWaiting).toBe(turn < 2);
    }
    expect(withNewest).toEqual([4, 8, 10]);
  });

  it('are taken at once by rows that come into sight with them', () => {
    const inTurn = createColumnsInTurn();
    inTurn.of(rows.slice(1), from(0));
    const newest = from(1);
    expect(inTurn.of(rows, newest).byRow.get('service-0')).toBe(newest);
  });

  it.each([
    ['further than one column away, which may be in sight', from(2)],
    ['somewhere else altogether', from(40)],
    ['more of them, as in a wider window', from(0, 11)],
  ])('are taken at once by all rows when they are %s', (_, newest) => {
    const inTurn = createColumnsInTurn();
    inTurn.of(rows, from(0));
    const { byRow, hasWaiting } = inTurn.of(rows, newest);
    expect(hasWaiting).toBe(false);
    expect(new Set(byRow.values())).toEqual(new Set([newest]));
  });

  it('never leave a row more than one column behind, however fast they come', () => {
    const inTurn = createColumnsInTurn();
    inTurn.of(rows, from(0));
    for (let first = 1; first < 12; first += 1) {
      const { byRow } = inTurn.of(rows, from(first));
      for (const items of byRow.values()) expect(first - (items[0]?.index ?? -9)).toBeLessThanOrEqual(1);
    }
  });
});
