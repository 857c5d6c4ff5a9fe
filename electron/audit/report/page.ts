import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { visibleText } from '../../../shared/view/visibleText.ts';

/** A4 in points, with margins that a hole punch and a poor printer leave alone. */
const margin = 50;
const width = 595.28 - 2 * margin;
const bottom = 841.89 - margin - 24;
const ink = '#111111';
const faint = '#666666';

export interface Column {
  readonly title: string;
  /** Share of the page's width. */
  readonly share: number;
}

/** Paper to write on from top to bottom; it turns the page by itself, and no line is cut. */
export interface Paper {
  title(text: string): void;
  heading(text: string): void;
  text(text: string, options?: { readonly quiet?: boolean }): void;
  /** Names on the left, values on the right. */
  facts(facts: readonly (readonly [string, string])[]): void;
  /** Its heading stands again on each page that it reaches. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[], none: string): void;
  /** Empty lines to sign on. */
  signatureLines(names: readonly string[]): void;
  newPage(): void;
  /** Turns the page unless so many points are left. */
  need(points: number): void;
  finish(): Promise<Buffer>;
}

export function createPaper(of: {
  readonly title: string;
  readonly footer: string;
  readonly createdAt: string;
}): Paper {
  const require = createRequire(import.meta.url);
  const document = new PDFDocument({
    size: 'A4',
    margins: { top: margin, bottom: 0, left: margin, right: margin },
    autoFirstPage: false,
    info: { Title: of.title, Creator: 'Signalbox', CreationDate: new Date(of.createdAt) },
  });
  const chunks: Buffer[] = [];
  const finished = Promise.withResolvers<Buffer>();
  document.on('data', (chunk: Buffer) => void chunks.push(chunk));
  document.on('end', () => finished.resolve(Buffer.concat(chunks)));
  document.on('error', (error: Error) => finished.reject(error));
  for (const [name, file] of [
    ['body', 'DejaVuSans'],
    ['bold', 'DejaVuSans-Bold'],
  ] as const) {
    document.registerFont(name, require.resolve(`dejavu-fonts-ttf/ttf/${file}.ttf`));
  }
  let page = 0;
  let y = 0;

  const newPage = (): void => {
    document.addPage();
    page += 1;
    document.font('body').fontSize(7).fillColor(faint);
    const place = { width, lineBreak: false };
    document.text(visibleText(of.footer), margin, bottom + 14, place);
    document.text(`page ${page}`, margin, bottom + 14, { ...place, align: 'right' });
    y = margin;
  };
  const need = (points: number): void => {
    if (y + points > bottom) newPage();
  };
  const style = (font: 'body' | 'bold', size: number, color = ink): void =>
    void document.font(font).fontSize(size).fillColor(color);
  const write = (text: string, font: 'body' | 'bold', size: number, color = ink): void => {
    // Long text goes on over pages line by line.
    for (const line of visibleText(text).split('\n')) {
      style(font, size, color);
      const height = document.heightOfString(line === '' ? ' ' : line, { width });
      need(Math.min(height, bottom - margin));
      style(font, size, color);
      document.text(line, margin, y, { width, height: bottom - y });
      y += height;
    }
  };

  const drawRow = (columns: readonly Column[], cells: readonly string[], isHead: boolean): void => {
    const size = isHead ? 7 : 7.5;
    const places = toPlaces(columns);
    const font = isHead ? 'bold' : 'body';
    const texts = cells.map((it) => breakable(visibleText(it)));
    const heights = texts.map((text, index) => {
      const column = columns[index];
      const place = places[index];
      if (!column || !place) return 0;
      style(font, size);
      return document.heightOfString(text === '' ? ' ' : text, { width: place.width });
    });
    const height = Math.min(Math.max(...heights), bottom - margin - 40);
    if (!isHead && y + height + 6 > bottom) {
      newPage();
      drawRow(
        columns,
        columns.map((it) => it.title),
        true,
      );
    }
    texts.forEach((text, index) => {
      const column = columns[index];
      const place = places[index];
      if (!column || !place) return;
      style(font, size, isHead ? faint : ink);
      document.text(text, place.x, y + 3, { width: place.width, height });
    });
    y += height + 6;
    document
      .moveTo(margin, y)
      .lineTo(margin + width, y)
      .lineWidth(isHead ? 0.8 : 0.3)
      .strokeColor(isHead ? ink : '#bbbbbb')
      .stroke();
  };

  newPage();
  return {
    title: (text) => {
      write(text, 'bold', 17);
      y += 8;
    },
    heading: (text) => {
      y += 12;
      need(60);
      write(text, 'bold', 11);
      y += 4;
    },
    text: (text, { quiet = false } = {}) => write(text, 'body', 9, quiet ? faint : ink),
    facts: (facts) => {
      for (const [name, value] of facts) {
        const text = breakable(visibleText(value === '' ? '–' : value));
        style('body', 8.5);
        const height = Math.min(document.heightOfString(text, { width: width - 140 }), bottom - margin);
        need(height + 3);
        style('body', 8.5, faint);
        document.text(name, margin, y, { width: 132, lineBreak: false });
        style('body', 8.5);
        document.text(text, margin + 140, y, { width: width - 140, height });
        y += height + 3;
      }
    },
    table: (columns, rows, none) => {
      if (rows.length === 0) return write(none, 'body', 9, faint);
      need(60);
      drawRow(
        columns,
        columns.map((it) => it.title),
        true,
      );
      for (const row of rows) drawRow(columns, row, false);
    },
    signatureLines: (names) => {
      need(50 + names.length * 42);
      y += 24;
      for (const name of names) {
        y += 28;
        document
          .moveTo(margin, y)
          .lineTo(margin + width * 0.48, y)
          .lineWidth(0.6)
          .strokeColor(ink)
          .stroke();
        document
          .moveTo(margin + width * 0.54, y)
          .lineTo(margin + width, y)
          .stroke();
        style('body', 7.5, faint);
        document.text(name, margin, y + 3, { width: width * 0.48, lineBreak: false });
        document.text('date', margin + width * 0.54, y + 3, { width: width * 0.4, lineBreak: false });
        y += 14;
      }
    },
    newPage,
    need,
    finish: () => {
      document.end();
      return finished.promise;
    },
  };

  function toPlaces(columns: readonly Column[]): readonly { readonly x: number; readonly width: number }[] {
    const total = columns.reduce((sum, it) => sum + it.share, 0);
    let x = margin;
    return columns.map(({ share }) => {
      const full = (width * share) / total;
      const place = { x, width: full - 6 };
      x += full;
      return place;
    });
  }
}

/** Digests and names without a blank may break after every 16 characters: no cell reaches into its neighbour. */
function breakable(text: string): string {
  return text.replace(/[^\s]{17,}/g, (word) => word.replace(/(.{16})(?=.)/g, '$1\u200b'));
}
