import PDFDocument from 'pdfkit';
import { createPen, type Style } from './pen.ts';

/** A4 in points, with margins that a hole punch and a poor printer leave alone. */
const margin = 50;
const width = 595.28 - 2 * margin;
const right = margin + width;
const bottom = 841.89 - margin - 24;
const ink = '0.07 0.07 0.07';
const faint = '0.4 0.4 0.4';
const hair = '0.73 0.73 0.73';

const styles = {
  title: { font: 'bold', size: 17, color: ink },
  heading: { font: 'bold', size: 11, color: ink },
  text: { font: 'body', size: 9, color: ink },
  quiet: { font: 'body', size: 9, color: faint },
  name: { font: 'body', size: 8.5, color: faint },
  value: { font: 'body', size: 8.5, color: ink },
  head: { font: 'bold', size: 7, color: faint },
  cell: { font: 'body', size: 7.5, color: ink },
  small: { font: 'body', size: 7, color: faint },
} as const satisfies Readonly<Record<string, Style>>;

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
  const pen = createPen(document);
  let page = 0;
  let y = 0;

  const newPage = (): void => {
    pen.newPage();
    page += 1;
    const number = `page ${page}`;
    const [footer = ''] = pen.wrap(of.footer, styles.small, width - 60);
    pen.write(footer, styles.small, margin, bottom + 14);
    pen.write(number, styles.small, right - pen.widthOf(number, styles.small), bottom + 14);
    y = margin;
  };
  const need = (points: number): void => {
    if (y + points > bottom) newPage();
  };
  /** Long text goes on over pages line by line. */
  const write = (text: string, style: Style, x = margin): void => {
    for (const line of pen.wrap(text, style, right - x)) {
      need(pen.lineHeight(style));
      pen.write(line, style, x, y);
      y += pen.lineHeight(style);
    }
  };

  const drawHead = (columns: readonly Column[]): void => {
    for (const { title, x } of toPlaces(columns)) pen.write(title, styles.head, x, y + 3);
    y += pen.lineHeight(styles.head) + 6;
    pen.rule(margin, right, y, 0.8, ink);
  };
  const turnInTable = (columns: readonly Column[]): void => {
    newPage();
    drawHead(columns);
  };
  /** A row that fits no page goes on over the next ones. */
  const drawRow = (columns: readonly Column[], cells: readonly string[]): void => {
    const lineHeight = pen.lineHeight(styles.cell);
    const texts = toPlaces(columns).map(({ x, room }, index) => ({
      x,
      lines: pen.wrap(cells[index] ?? '', styles.cell, room),
    }));
    const count = Math.max(...texts.map((it) => it.lines.length));
    const height = count * lineHeight + 6;
    if (y + height > bottom && height < bottom - margin - 40) turnInTable(columns);
    y += 3;
    for (let line = 0; line < count; line += 1) {
      if (y + lineHeight > bottom) turnInTable(columns);
      for (const { x, lines } of texts) pen.write(lines[line] ?? '', styles.cell, x, y);
      y += lineHeight;
    }
    y += 3;
    pen.rule(margin, right, y, 0.3, hair);
  };

  newPage();
  return {
    title: (text) => {
      write(text, styles.title);
      y += 8;
    },
    heading: (text) => {
      y += 12;
      need(60);
      write(text, styles.heading);
      y += 4;
    },
    text: (text, { quiet = false } = {}) => write(text, quiet ? styles.quiet : styles.text),
    facts: (facts) => {
      for (const [name, value] of facts) {
        need(pen.lineHeight(styles.value));
        pen.write(name, styles.name, margin, y);
        write(value === '' ? '–' : value, styles.value, margin + 140);
        y += 3;
      }
    },
    table: (columns, rows, none) => {
      if (rows.length === 0) return write(none, styles.quiet);
      need(60);
      drawHead(columns);
      for (const row of rows) drawRow(columns, row);
    },
    signatureLines: (names) => {
      need(24 + names.length * 42);
      y += 24;
      for (const name of names) {
        y += 28;
        pen.rule(margin, margin + width * 0.48, y, 0.6, ink);
        pen.rule(margin + width * 0.54, right, y, 0.6, ink);
        pen.write(name, styles.small, margin, y + 3);
        pen.write('date', styles.small, margin + width * 0.54, y + 3);
        y += 14;
      }
    },
    newPage,
    need,
    finish: () => {
      pen.finish();
      document.end();
      return finished.promise;
    },
  };
}

function toPlaces(
  columns: readonly Column[],
): readonly { readonly title: string; readonly x: number; readonly room: number }[] {
  const total = columns.reduce((sum, it) => sum + it.share, 0);
  let x = margin;
  return columns.map(({ title, share }) => {
    const full = (width * share) / total;
    const place = { title, x, room: full - 6 };
    x += full;
    return place;
  });
}
