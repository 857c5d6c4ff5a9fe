import { describe, expect, it } from 'vitest';
import { toWanted, toWords } from '../../../electron/journal/queryIndex/tokenize.ts';

describe('the words of a text', () => {
  it.each([
    ['web-1: drain begins', ['web-1', 'web', '1', 'drain', 'begins']],
    ['Version 1.2.0 of Ärger', ['version', '1.2.0', '1', '2', '0', 'of', 'ärger']],
    ['…, (—) \u202e', []],
    ['ﬁle ＡＢＣ', ['file', 'abc']],
  ])('are names and numbers, whole and in their parts: %s', (text, words) => {
    expect(toWords(text)).toEqual(words);
  });

  it('are cut where they are too long, and few where there are too many', () => {
    expect(toWords('a'.repeat(1_000))).toEqual(['a'.repeat(64)]);
    expect(toWords(Array.from({ length: 5_000 }, (_, n) => `w${n}`).join(' ')).length).toBeLessThan(500);
  });

  it('are asked for by how they begin, but for a single letter', () => {
    expect(toWanted(' web-1  TIM 7 tim')).toEqual([
      { word: 'web-1', isWhole: false },
      { word: 'tim', isWhole: false },
      { word: '7', isWhole: true },
    ]);
  });
});
