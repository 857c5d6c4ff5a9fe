import { segmentLength } from './segments.ts';

/** One bit for each place of a segment. */
export type Bitmap = Uint32Array;

const bitmapLength = segmentLength / 32;

export function createBitmap(): Bitmap {
  return new Uint32Array(bitmapLength);
}

/** The first `count` places. */
export function createFullBitmap(count: number): Bitmap {
  const bitmap = createBitmap();
  const whole = Math.floor(count / 32);
  bitmap.fill(0xffffffff, 0, whole);
  if (count % 32 > 0) bitmap[whole] = 2 ** (count % 32) - 1;
  return bitmap;
}

export function setPlace(bitmap: Bitmap, place: number): void {
  bitmap[place >>> 5] = (bitmap[place >>> 5] ?? 0) | (1 << (place & 31));
}

export function addAll(bitmap: Bitmap, more: Bitmap): void {
  for (let at = 0; at < bitmapLength; at += 1) bitmap[at] = (bitmap[at] ?? 0) | (more[at] ?? 0);
}

export function keepOnly(bitmap: Bitmap, kept: Bitmap): void {
  for (let at = 0; at < bitmapLength; at += 1) bitmap[at] = (bitmap[at] ?? 0) & (kept[at] ?? 0);
}

export function countPlaces(bitmap: Bitmap): number {
  let count = 0;
  for (let at = 0; at < bitmapLength; at += 1) count += countBits(bitmap[at] ?? 0);
  return count;
}

/** Highest first. */
export function placesBack(bitmap: Bitmap): number[] {
  const places: number[] = [];
  for (let at = bitmapLength - 1; at >= 0; at -= 1) {
    let bits = bitmap[at] ?? 0;
    while (bits !== 0) {
      const highest = 31 - Math.clz32(bits);
      places.push(at * 32 + highest);
      bits &= ~(1 << highest);
    }
  }
  return places;
}

/** Hacker's Delight, section 5-1: pairs, then nibbles, then bytes. */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
