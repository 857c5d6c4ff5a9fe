import { describe, expect, it } from 'vitest';
import { describeHosts } from '../../../renderer/src/ui/marks/describeHosts.ts';
import { groupShapes, layoutSquares } from '../../../renderer/src/ui/marks/hostShapes.ts';
import { type HostMark, shownPoolStates } from '../../../renderer/src/ui/marks/poolStates.ts';

const hosts = (count: number, mark: Partial<HostMark> = {}): readonly HostMark[] =>
  Array.from({ length: count }, (_, index) => ({ host: `web-${index}`, build: 'new', pool: 'up', ...mark }));

describe('host squares', () => {
  it.each([1, 6, 12, 13, 28, 29, 48, 49, 54, 55, 80, 81, 96, 97, 145, 146, 252, 253, 400])(
    '%i hosts fit into a cell of 144 × 27 pixels',
    (count) => {
      const layout = layoutSquares(count, 144);
      expect(layout.widthPx).toBeLessThanOrEqual(144);
      expect(layout.heightPx).toBeLessThanOrEqual(27);
    },
  );

  it('40 hosts of one look are a single path', () => {
    expect(groupShapes(hosts(40), layoutSquares(40))).toHaveLength(1);
  });

  it('every pool state has a silhouette of its own, so that colour is never the only sign', () => {
    const paths = shownPoolStates.map((pool) => groupShapes(hosts(1, { pool }), layoutSquares(1))[0]?.path);
    expect(new Set(paths).size).toBe(shownPoolStates.length);
  });

  it('says in words what it shows', () => {
    const mixed = [...hosts(4), ...hosts(1, { build: 'old' }), ...hosts(1, { build: 'old', pool: 'drain' })];
    expect(describeHosts(mixed)).toBe('6 hosts: 4 new, 2 old; 5 up, 1 drain');
    expect(describeHosts([])).toBe('no hosts');
  });
});
