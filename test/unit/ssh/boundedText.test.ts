import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedText } from '../../../electron/ssh/boundedText.ts';

test('what fits is kept as it is', () => {
  const text = new BoundedText(10);
  text.append('hello');
  text.append('world');
  expect(text.toString()).toBe('helloworld');
});

test('head and tail are kept, and it says how much was cut', () => {
  const text = new BoundedText(10);
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') text.append(letter);
  expect(text.toString()).toBe('abcde\n[… 16 bytes cut …]\nvwxyz');
});

test('one large chunk is cut like many small ones, and no character is halved', () => {
  const text = new BoundedText(10);
  text.append('€'.repeat(10));
  expect(text.toString()).toBe('€\n[… 24 bytes cut …]\n€');
});

test('for any chunks: short text is whole; long text is a head, an honest count, and a tail', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme' })),
      fc.integer({ min: 8, max: 64 }),
      (chunks, maxBytes) => {
        const text = new BoundedText(maxBytes);
        chunks.forEach((chunk) => text.append(chunk));
        const all = Buffer.from(chunks.join('')).toString();
        const kept = text.toString();
        const [, head = kept, cut = '0', tail = ''] =
          /^([\s\S]*)\n\[… (\d+) bytes cut …\]\n([\s\S]*)$/.exec(kept) ?? [];
        const keptBytes = Buffer.byteLength(head) + Buffer.byteLength(tail);
        expect(all.startsWith(head) && all.endsWith(tail)).toBe(true);
        expect(keptBytes + Number(cut)).toBe(Buffer.byteLength(all));
        expect(keptBytes).toBeLessThanOrEqual(maxBytes);
      },
    ),
  );
});
