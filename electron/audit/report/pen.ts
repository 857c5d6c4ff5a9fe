import { createRequire } from 'node:module';
import { visibleText } from '../../../shared/view/visibleText.ts';

export interface Style {
  readonly font: 'body' | 'bold';
  /** Points. */
  readonly size: number;
  /** `0 0 0` to `1 1 1`: red, green and blue, as PDF has them. */
  readonly color: string;
}

/** Writes text and lines on one page after another; y counts from the top, in points. */
export interface Pen {
  newPage(): void;
  /** The lines that a text takes in this width; a word that is too long for a line is broken anywhere. */
  wrap(text: string, style: Style, width: number): readonly string[];
  widthOf(text: string, style: Style): number;
  lineHeight(style: Style): number;
  /** One line of text, its top at y. */
  write(line: string, style: Style, x: number, y: number): void;
  rule(from: number, to: number, y: number, weight: number, color: string): void;
  /** Gives the last page to the document. */
  finish(): void;
}

interface Glyph {
  readonly hex: string;
  /** Thousandths of the size. */
  readonly advance: number;
}

/** What a font of pdfkit knows: it embeds the glyphs that were asked of it, and what they are called. */
interface EmbeddedFont {
  readonly id: string;
  readonly ascender: number;
  readonly descender: number;
  ref(): unknown;
  encode(text: string): readonly [readonly string[], readonly { readonly xAdvance: number }[]];
}

/**
 * pdfkit shapes every word anew and writes each piece with ten operators, which makes a report of thousands of pages take minutes.
 * A report needs no ligatures, and digests with ligatures cannot be searched for: here each letter is asked for once, and a page's
 * operators are written at once (PDF 32000-1, 9.4).
 */
export function createPen(document: PDFKit.PDFDocument): Pen {
  const fonts = { body: openFont(document, 'DejaVuSans'), bold: openFont(document, 'DejaVuSans-Bold') };
  const glyphs = { body: new Map<string, Glyph>(), bold: new Map<string, Glyph>() };
  let page: string[] = [];
  let height = 0;

  const glyphOf = (character: string, font: Style['font']): Glyph => {
    const known = glyphs[font].get(character);
    if (known) return known;
    const [codes, positions] = fonts[font].encode(character);
    const advance = positions.reduce((sum, it) => sum + it.xAdvance, 0);
    const glyph = { hex: codes.join(''), advance };
    glyphs[font].set(character, glyph);
    return glyph;
  };
  const widthOf = (text: string, { font, size }: Style): number => {
    let sum = 0;
    for (const character of text) sum += glyphOf(character, font).advance;
    return (sum * size) / 1_000;
  };
  const finish = (): void => {
    if (page.length === 0) return;
    // pdfkit turns each page upside down for its own operators.
    document.addContent(['q', `1 0 0 -1 0 ${height} cm`, ...page, 'Q'].join('\n'));
    page = [];
  };

  return {
    newPage() {
      finish();
      document.addPage();
      height = document.page.height;
      for (const font of Object.values(fonts)) Object.assign(document.page.fonts, { [font.id]: font.ref() });
    },
    wrap(text, { font, size }, width) {
      const limit = (width * 1_000) / size;
      const lines: string[] = [];
      let line = '';
      let used = 0;
      /** Where the line could end, behind its last blank. */
      let blank = 0;
      let usedAtBlank = 0;
      for (const character of visibleText(text)) {
        const { advance } = glyphOf(character, font);
        if (used + advance > limit && line !== '' && character !== ' ') {
          const end = blank > 0 ? blank : line.length;
          lines.push(line.slice(0, end).trimEnd());
          line = line.slice(end);
          used -= blank > 0 ? usedAtBlank : used;
          blank = 0;
        }
        line += character;
        used += advance;
        if (character !== ' ') continue;
        blank = line.length;
        usedAtBlank = used;
      }
      return [...lines, line.trimEnd()];
    },
    widthOf: (text, style) => widthOf(text, style),
    lineHeight: ({ font, size }) => ((fonts[font].ascender - fonts[font].descender) * size) / 1_000,
    write(line, { font, size, color }, x, y) {
      if (line === '') return;
      let hex = '';
      for (const character of line) hex += glyphOf(character, font).hex;
      const baseline = height - y - (fonts[font].ascender * size) / 1_000;
      page.push(
        `BT ${color} rg /${fonts[font].id} ${size} Tf ${round(x)} ${round(baseline)} Td <${hex}> Tj ET`,
      );
    },
    rule(from, to, y, weight, color) {
      const at = round(height - y);
      page.push(`${weight} w ${color} RG ${round(from)} ${at} m ${round(to)} ${at} l S`);
    },
    finish,
  };
}

function openFont(document: PDFKit.PDFDocument, file: string): EmbeddedFont {
  const require = createRequire(import.meta.url);
  document.font(require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));
  const font: unknown = Reflect.get(document, '_font');
  if (!isEmbeddedFont(font))
    throw new Error('pdfkit keeps its fonts in another way than the one that is known.');
  return font;
}

function isEmbeddedFont(value: unknown): value is EmbeddedFont {
  return (
    typeof value === 'object' &&
    value !== null &&
    'encode' in value &&
    'ref' in value &&
    'ascender' in value &&
    'descender' in value &&
    'id' in value
  );
}

function round(points: number): string {
  return points.toFixed(2);
}
