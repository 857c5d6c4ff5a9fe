import PDFDocument from 'pdfkit';
import { describe, expect, it } from 'vitest';
import { createPen, type Style } from '../../../electron/audit/report/pen.ts';

const style: Style = { font: 'body', size: 8, color: '0 0 0' };
const pen = createPen(new PDFDocument({ autoFirstPage: false }));

describe('text on paper', () => {
  it('is broken between words, so that each line fits its width and nothing is lost', () => {
    const text = 'the artifact that was rolled out is not the one that was approved';
    const lines = pen.wrap(text, style, 90);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join(' ')).toBe(text);
    for (const line of lines) expect(pen.widthOf(line, style)).toBeLessThanOrEqual(90);
  });

  it('is broken inside of a word that is too long for a line: no cell reaches into its neighbour', () => {
    const digest = '0123456789abcdef'.repeat(4);
    const lines = pen.wrap(`sha256 ${digest}`, style, 100);
    expect(lines.join('')).toBe(`sha256${digest}`);
    for (const line of lines) expect(pen.widthOf(line, style)).toBeLessThanOrEqual(100);
  });

  it('shows what would hide or reorder it', () => {
    expect(pen.wrap('a\u202eb\n', style, 400)).toEqual(['a⟨U+202E⟩b␊']);
  });

  it('takes one line when there is nothing', () => {
    expect(pen.wrap('', style, 10)).toEqual(['']);
  });
});
