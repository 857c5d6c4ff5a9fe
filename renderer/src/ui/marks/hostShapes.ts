import type { BuildFill, HostMark, ShownPoolState } from './poolStates.ts';

/** All marks of one look as a single path: a cell of 50 hosts is two or three elements, not fifty. */
export interface ShapeGroup {
  readonly build: BuildFill;
  readonly pool: ShownPoolState;
  readonly path: string;
}

export interface SquareLayout {
  readonly sizePx: number;
  readonly pitchPx: number;
  readonly perRow: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Up to how many hosts have marks of a size: as many as fit into a matrix cell, 144 × 27 pixels. */
const sizes: readonly {
  readonly upTo: number;
  readonly sizePx: number;
  readonly pitchPx: number;
}[] = [
  { upTo: 12, sizePx: 10, pitchPx: 12 },
  { upTo: 28, sizePx: 8, pitchPx: 10 },
  { upTo: 48, sizePx: 7, pitchPx: 9 },
  { upTo: 54, sizePx: 6, pitchPx: 8 },
  { upTo: 80, sizePx: 5, pitchPx: 7 },
  { upTo: 96, sizePx: 4, pitchPx: 6 },
  { upTo: 145, sizePx: 3, pitchPx: 5 },
  { upTo: 252, sizePx: 2, pitchPx: 4 },
];
const smallest = { sizePx: 2, pitchPx: 3 };

/** Fewer hosts get bigger marks. */
export function layoutSquares(count: number, availablePx = 144): SquareLayout {
  const { sizePx, pitchPx } = sizes.find(({ upTo }) => count <= upTo) ?? smallest;
  const perRow = Math.max(1, Math.floor((availablePx + pitchPx - sizePx) / pitchPx));
  const columns = Math.min(Math.max(count, 1), perRow);
  const rows = Math.max(1, Math.ceil(count / perRow));
  return {
    sizePx,
    pitchPx,
    perRow,
    widthPx: columns * pitchPx - (pitchPx - sizePx),
    heightPx: rows * pitchPx - (pitchPx - sizePx),
  };
}

export function groupShapes(hosts: readonly HostMark[], layout: SquareLayout): readonly ShapeGroup[] {
  const groups = new Map<string, { build: BuildFill; pool: ShownPoolState; path: string }>();
  hosts.forEach((host, index) => {
    const key = `${host.build}/${host.pool}`;
    const group = groups.get(key) ?? { build: host.build, pool: host.pool, path: '' };
    group.path += shapeAt(host, index, layout);
    groups.set(key, group);
  });
  return [...groups.values()];
}

function shapeAt(host: HostMark, index: number, layout: SquareLayout): string {
  const x = (index % layout.perRow) * layout.pitchPx;
  const y = Math.floor(index / layout.perRow) * layout.pitchPx;
  // Outlines are drawn on the middle of their stroke, so they step back half of it to look equally large.
  const inset = host.build === 'new' ? 0 : 0.625;
  return shape(host.pool, x + inset, y + inset, layout.sizePx - 2 * inset);
}

/** One silhouette per state, because colour must never be the only sign. */
function shape(pool: ShownPoolState, x: number, y: number, size: number): string {
  const half = size / 2;
  switch (pool) {
    case 'up':
      return `M${x} ${y}h${size}v${size}h${-size}z`;
    case 'comingUp':
      return `M${x} ${y + size}l${half} ${-size}l${half} ${size}z`;
    case 'goingDown':
      return `M${x} ${y}h${size}l${-half} ${size}z`;
    case 'down':
      return `M${x + half} ${y}l${half} ${half}l${-half} ${half}l${-half} ${-half}z`;
    case 'drain':
      return circle(x + half, y + half, half);
    case 'maintenance':
      return `M${x} ${y + size * 0.3}h${size}v${size * 0.4}h${-size}z`;
    case 'notLoadBalanced':
      return `M${x} ${y}v${size}h${size}z`;
    case 'noCheck':
      return `M${x + size * 0.3} ${y}h${size * 0.4}v${size}h${-size * 0.4}z`;
    case 'unseen':
      return circle(x + half, y + half, half * 0.5);
  }
}

function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}
