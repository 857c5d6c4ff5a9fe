import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutIntoBatches } from '../../../electron/rollout/batches.ts';

describe('batches', () => {
  it('are cut as written, percentages rounded up, the last size repeating', () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(cutIntoBatches(hosts, [1, { percent: 25 }, { percent: 100 }])).toEqual([
      ['a'],
      ['b', 'c'],
      ['d', 'e', 'f'],
    ]);
    expect(cutIntoBatches(hosts, [4])).toEqual([
      ['a', 'b', 'c', 'd'],
      ['e', 'f'],
    ]);
    expect(cutIntoBatches(hosts, [0])).toHaveLength(6);
  });

  it('hold every host once, in order, and none is empty', () => {
    const size = fc.oneof(fc.nat(10), fc.record({ percent: fc.nat(100) }));
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.array(size, { minLength: 1 }), (hosts, sizes) => {
        const batches = cutIntoBatches(hosts, sizes);
        expect(batches.flat()).toEqual(hosts);
        expect(batches.every((batch) => batch.length > 0)).toBe(true);
      }),
    );
  });
});
