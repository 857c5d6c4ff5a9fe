/** A square picture; `png` is a whole PNG file. */
export interface Picture {
  readonly sizePixels: number;
  readonly png: Buffer;
}

const headerBytes = 6;
const entryBytes = 16;
const kindIcon = 1;

/** Windows' icon: a directory of pictures, each a PNG as since Windows Vista. At most 256 pixels a side. */
export function encodeIco(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16LE(kindIcon, 2);
  header.writeUInt16LE(pictures.length, 4);
  let offset = headerBytes + entryBytes * pictures.length;
  const entries = pictures.map(({ sizePixels, png }) => {
    const entry = Buffer.alloc(entryBytes);
    // One byte each: 256 is written as 0.
    entry.writeUInt8(sizePixels % 256, 0);
    entry.writeUInt8(sizePixels % 256, 1);
    entry.writeUInt16LE(1, 4); // planes
    entry.writeUInt16LE(32, 6); // bits for each pixel
    entry.writeUInt32LE(png.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += png.length;
    return entry;
  });
  return Buffer.concat([header, ...entries, ...pictures.map(({ png }) => png)]);
}
