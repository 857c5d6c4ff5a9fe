import type { Picture } from './icoFile.ts';

/** By pixels: the kinds that hold a PNG. Those of 16 and 32 points at twice the pixels serve as 32 and 64 too. */
const kinds: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ['icp4']],
  [32, ['icp5', 'ic11']],
  [64, ['ic12']],
  [128, ['ic07']],
  [256, ['ic08', 'ic13']],
  [512, ['ic09', 'ic14']],
  [1024, ['ic10']],
]);
export const icnsSizes: readonly number[] = [...kinds.keys()];

/** macOS's icon: chunks of a kind, a length and a PNG, behind a head of the same shape. */
export function encodeIcns(pictures: readonly Picture[]): Buffer {
  const chunks = pictures.flatMap(({ sizePixels, png }) =>
    (kinds.get(sizePixels) ?? []).map((kind) => toChunk(kind, png)),
  );
  return toChunk('icns', Buffer.concat(chunks));
}

/** The length counts kind and length too. */
function toChunk(kind: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(kind, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
