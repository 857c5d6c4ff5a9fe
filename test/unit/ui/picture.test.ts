import { describe, expect, it } from 'vitest';
import { toPicture, type PicturedCell } from '../../../renderer/src/ui/grid/picture.ts';
import type { HostMark } from '../../../renderer/src/ui/marks/poolStates.ts';

const hosts = (count: number, mark: Partial<HostMark> = {}): readonly HostMark[] =>
  Array.from({ length: count }, (_, index) => ({ host: `web-${index}`, build: 'new', pool: 'up', ...mark }));
const cell = (own: readonly HostMark[], share?: number, fade: PicturedCell['fade'] = 0): PicturedCell => ({
  cell: { hosts: own, share },
  fade,
});
const kinds = (cells: readonly PicturedCell[]) => toPicture(cells, 164).map(({ kind }) => kind);

describe('the picture of cells beside each other', () => {
  it('has one layer for each look, however many cells and hosts there are', () => {
    const cells = Array.from({ length: 4 }, () => cell(hosts(50), 1));
    expect(kinds(cells)).toEqual(['squares', 'track', 'share']);
  });

  it('tells states, releases and ages apart', () => {
    const mixed = [...hosts(3), ...hosts(1, { build: 'old' }), ...hosts(1, { pool: 'drain' })];
    const layers = toPicture([cell(mixed), cell(hosts(2), undefined, 3)], 164);
    expect(layers.filter(({ kind }) => kind === 'squares')).toMatchObject([
      { fade: 0, build: 'new', pool: 'up' },
      { fade: 0, build: 'old', pool: 'up' },
      { fade: 0, build: 'new', pool: 'drain' },
      { fade: 3, build: 'new', pool: 'up' },
    ]);
  });

  it('puts every cell where it is, and nothing where a service is not deployed', () => {
    const [squares] = toPicture([cell(hosts(1)), { cell: undefined, fade: 0 }, cell(hosts(1))], 164);
    expect([...(squares?.path.matchAll(/M(\S+) 0/g) ?? [])].map((match) => match[1])).toEqual(['8', '336']);
  });

  it('draws the share last, upon its track, and none of nothing', () => {
    expect(kinds([cell(hosts(1), 0.5), cell(hosts(1), 0), cell(hosts(1))])).toEqual([
      'squares',
      'track',
      'shareUnknown',
      'share',
    ]);
    expect(kinds([cell(hosts(1), 0)])).toEqual(['squares', 'track']);
  });
});
