import { crc32, deflateSync } from 'node:zlib';

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each pixel, row after row; alpha is not looked at. */
  readonly rgba: Uint8Array;
}

const commonest = 192;

/**
 * A PNG of 256 colours; each other one (the soft edges of letters) becomes the nearest of them. A picture of a
 * screen gets a third of its size and looks the same.
 */
export function encodeIndexedPng({ width, height, rgba }: Pixels): Buffer {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgba.length; at += 4) {
    const colour = colourAt(rgba, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf(counts);
  const indexOf = new Map(palette.map((colour, index) => [colour, index]));
  // A row begins with its filter: 0, none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = colourAt(rgba, (y * width + x) * 4);
      let index = indexOf.get(colour);
      if (index === undefined) indexOf.set(colour, (index = nearest(palette, colour)));
      rows[y * (width + 1) + 1 + x] = index;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // 8 bits, indexed
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(palette.flatMap(channels))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The commonest colours, then those that differ most from all before: a small red sign stays red. */
function paletteOf(counts: ReadonlyMap<number, number>): number[] {
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  const palette = sorted.slice(0, commonest);
  const others = sorted
    .slice(commonest)
    .map((colour) => ({ colour, distance: Math.min(...palette.map((it) => distanceOf(it, colour))) }));
  while (palette.length < 256) {
    const [first] = others.toSorted((a, b) => b.distance - a.distance);
    if (first === undefined || first.distance === 0) break;
    palette.push(first.colour);
    for (const it of others) it.distance = Math.min(it.distance, distanceOf(it.colour, first.colour));
  }
  return palette;
}

function distanceOf(a: number, b: number): number {
  const [red, green, blue] = channels(a);
  const [r, g, b2] = channels(b);
  return (r - red) ** 2 + (g - green) ** 2 + (b2 - blue) ** 2;
}

function colourAt(rgba: Uint8Array, at: number): number {
  return ((rgba[at] ?? 0) << 16) | ((rgba[at + 1] ?? 0) << 8) | (rgba[at + 2] ?? 0);
}

function channels(colour: number): [number, number, number] {
  return [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  let bestDistance = Infinity;
  for (const [index, candidate] of palette.entries()) {
    const distance = distanceOf(candidate, colour);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  }
  return best;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
