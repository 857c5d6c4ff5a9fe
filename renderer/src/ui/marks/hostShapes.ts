import type { BuildFill, HostMark, ShownPoolState } from './poolStates.ts';

/** All marks of one look as a single path: a cell of 50 hosts is two or three elements, not fifty. */
export interface ShapeGroup {
  readonly build: BuildFill;
  readonly pool: ShownPoolState;
  /** Begins with a relative move: `M12 0` before it puts it there. */
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

const grouped = new WeakMap<readonly HostMark[], Map<number, readonly ShapeGroup[]>>();

/** Made once for the same list of hosts: cells come back into sight, and their rows are drawn anew. */
export function groupShapes(hosts: readonly HostMark[], layout: SquareLayout): readonly ShapeGroup[] {
  const made = grouped.get(hosts) ?? new Map<number, readonly ShapeGroup[]>();
  grouped.set(hosts, made);
  const groups = made.get(layout.perRow) ?? makeGroups(hosts, layout);
  made.set(layout.perRow, groups);
  return groups;
}

function makeGroups(hosts: readonly HostMark[], layout: SquareLayout): readonly ShapeGroup[] {
  const groups = new Map<string, { build: BuildFill; pool: ShownPoolState; path: string; at: Point }>();
  hosts.forEach((host, index) => {
    const key = `${host.build}/${host.pool}`;
    const group = groups.get(key) ?? { build: host.build, pool: host.pool, path: '', at: { x: 0, y: 0 } };
    const { start, outline } = shapeAt(host, index, layout);
    // A closed outline ends where it began.
    group.path += `m${short(start.x - group.at.x)} ${short(start.y - group.at.y)}${outline}`;
    group.at = start;
    groups.set(key, group);
  });
  return [...groups.values()].map(({ build, pool, path }) => ({ build, pool, path }));
}

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Shape {
  readonly start: Point;
  /** Relative to its start, and closed. */
  readonly outline: string;
}

function shapeAt(host: HostMark, index: number, layout: SquareLayout): Shape {
  const x = (index % layout.perRow) * layout.pitchPx;
  const y = Math.floor(index / layout.perRow) * layout.pitchPx;
  // Outlines are drawn on the middle of their stroke, so they step back half of it to look equally large.
  const inset = host.build === 'new' ? 0 : 0.625;
  return shape(host.pool, x + inset, y + inset, layout.sizePx - 2 * inset);
}

/** One silhouette per state, because colour must never be the only sign. */
function shape(pool: ShownPoolState, x: number, y: number, size: number): Shape {
  const half = short(size / 2);
  switch (pool) {
    case 'up':
      return { start: { x, y }, outline: `h${size}v${size}h${-size}z` };
    case 'comingUp':
      return { start: { x, y: y + size }, outline: `l${half} ${-size}l${half} ${size}z` };
    case 'goingDown':
      return { start: { x, y }, outline: `h${size}l${-half} ${size}z` };
    case 'down':
      return {
        start: { x: x + half, y },
        outline: `l${half} ${half}l${-half} ${half}l${-half} ${-half}z`,
      };
    case 'drain':
      return circle(x + half, y + half, half);
    case 'maintenance':
      return {
        start: { x, y: y + size * 0.3 },
        outline: `h${size}v${short(size * 0.4)}h${-size}z`,
      };
    case 'notLoadBalanced':
      return { start: { x, y }, outline: `v${size}h${size}z` };
    case 'noCheck':
      return {
        start: { x: x + size * 0.3, y },
        outline: `h${short(size * 0.4)}v${size}h${short(-size * 0.4)}z`,
      };
    case 'unseen':
      return circle(x + half, y + half, half * 0.5);
  }
}

function circle(x: number, y: number, radius: number): Shape {
  const width = short(2 * radius);
  return {
    start: { x: x - radius, y },
    outline: `a${radius} ${radius} 0 1 0 ${width} 0a${radius} ${radius} 0 1 0 ${-width} 0z`,
  };
}

/** No sum of fractions is to be spelt out to its last digit. */
function short(length: number): number {
  return Math.round(length * 1_000) / 1_000;
}
