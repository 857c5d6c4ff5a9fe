import { crc32 } from 'node:zlib';
import { addAll, createBitmap, setPlace, type Bitmap } from './bitmap.ts';
import { IndexDamaged } from './indexDamaged.ts';
import { segmentLength } from './segments.ts';

const sealLength = 4;
const bitmapBytes = segmentLength / 8;

/** With a checksum at the end: SQLite does not notice a flipped bit, and a filter must not leave out records unsaid. */
export function seal(numbers: Uint16Array | Uint32Array | Float64Array): Buffer {
  const bytes = Buffer.alloc(numbers.byteLength + sealLength);
  bytes.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  bytes.writeUInt32LE(crc32(bytes.subarray(0, numbers.byteLength)), numbers.byteLength);
  return bytes;
}

/** @throws IndexDamaged */
export function unseal(stored: unknown): ArrayBuffer {
  if (!(stored instanceof Uint8Array) || stored.length < sealLength) throw new IndexDamaged('no bytes');
  const content = stored.subarray(0, stored.length - sealLength);
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  if (view.getUint32(content.length, true) !== crc32(content)) throw new IndexDamaged('a checksum is wrong');
  // A copy begins where its numbers are aligned.
  return new Uint8Array(content).buffer;
}

/** Few places as numbers of 16 bits, many as one bit for each place: whichever is shorter. */
export function sealPlaces(places: readonly number[]): Buffer {
  if (places.length * 2 < bitmapBytes) return seal(Uint16Array.from(places));
  const bitmap = createBitmap();
  for (const place of places) setPlace(bitmap, place);
  return seal(bitmap);
}

/** @throws IndexDamaged */
export function addSealedPlaces(bitmap: Bitmap, stored: unknown): void {
  const bytes = unseal(stored);
  if (bytes.byteLength === bitmapBytes) addAll(bitmap, new Uint32Array(bytes));
  else for (const place of new Uint16Array(bytes)) setPlace(bitmap, place);
}
