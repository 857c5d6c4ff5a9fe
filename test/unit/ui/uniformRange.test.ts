import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexesOf, rangeInSight, scrollTopFor } from '../../../renderer/src/ui/grid/uniformRange.ts';

const rows = { count: 1_000_000, rowPx: 30, headPx: 30 };

describe('the rows in sight', () => {
  it('are those between the head and the lower edge, and some more', () => {
    expect(rangeInSight(rows, { topPx: 0, heightPx: 330 }, 0)).toEqual({ first: 0, end: 10 });
    expect(rangeInSight(rows, { topPx: 300, heightPx: 330 }, 8)).toEqual({ first: 2, end: 28 });
  });

  it('never leave the list, however far it is scrolled', () => {
    const px = fc.integer({ min: 0, max: 40_000_000 });
    fc.assert(
      fc.property(px, fc.integer({ min: 0, max: 5_000 }), fc.nat(2_000_000), (topPx, heightPx, count) => {
        const { first, end } = rangeInSight({ ...rows, count }, { topPx, heightPx }, 8);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(count);
        expect(end).toBeGreaterThanOrEqual(first);
        expect(end - first).toBeLessThan(heightPx / rows.rowPx + 20);
      }),
    );
  });

  it('are drawn with the one that has the focus, wherever it is, and in order', () => {
    const range = { first: 10, end: 13 };
    expect(indexesOf(range, 100, 11)).toEqual([10, 11, 12]);
    expect(indexesOf(range, 100, 3)).toEqual([3, 10, 11, 12]);
    expect(indexesOf(range, 100, 13)).toEqual([10, 11, 12, 13]);
    expect(indexesOf(range, 100, 100)).toEqual([10, 11, 12]);
    expect(indexesOf({ first: 0, end: 0 }, 0, 0)).toEqual([]);
  });

  it('come into sight with the least scrolling, below the head', () => {
    const sight = { topPx: 300, heightPx: 330 };
    expect(scrollTopFor(10, rows, sight)).toBe(300);
    expect(scrollTopFor(19, rows, sight)).toBe(300);
    expect(scrollTopFor(20, rows, sight)).toBe(330);
    expect(scrollTopFor(4, rows, sight)).toBe(120);
    expect(scrollTopFor(999_999, rows, sight)).toBe(29_999_700);
  });
});
