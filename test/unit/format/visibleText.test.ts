import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleParts, visibleText } from '../../../renderer/src/format/visibleText.ts';

describe('text from outside', () => {
  it('leaves ordinary text of any script alone', () => {
    const text = 'Grüße, 你好, שלום, <b>&amp;</b> 100 %';
    expect(visibleText(text)).toBe(text);
  });

  it.each([
    ['a terminal escape', '\u001b[31m'],
    ['a carriage return that overwrites', 'ok\rFAILED'],
    ['a bidi override', 'a\u202Eb'],
    ['a bidi isolate', 'a\u2066b'],
    ['a zero-width space', 'prod\u200Buction'],
    ['a byte order mark', '\uFEFFx'],
    ['a filler that counts as a letter', 'a\u3164b'],
    ['half a surrogate pair', 'a\uD800b'],
    ['a tag character', 'a\u{E0041}b'],
  ])('spells out %s', (_name, text) => {
    expect(visibleText(text)).not.toBe(text);
    expect(visibleParts(text).some((part) => part.kind === 'spelt')).toBe(true);
  });

  it('names control characters, which fonts often have no picture for', () => {
    expect(visibleText('\u0000\u001b\r\u007f')).toBe('⟨NUL⟩⟨ESC⟩⟨CR⟩⟨DEL⟩');
    expect(visibleText('\u0085')).toBe('⟨U+0085⟩');
  });

  it('tells a spelt character from text that says the same', () => {
    expect(visibleParts('⟨U+202E⟩')).toEqual([{ kind: 'plain', text: '⟨U+202E⟩' }]);
  });

  it('keeps line breaks and tabs where they are wanted', () => {
    expect(visibleText('a\n\tb', { multiline: true })).toBe('a\n\tb');
    expect(visibleText('a\nb')).not.toContain('\n');
  });

  it('never lets anything unseen through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visibleText(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
