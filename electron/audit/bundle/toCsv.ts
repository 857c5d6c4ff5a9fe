import { stringify } from 'csv-stringify/sync';
import type { Row } from '../evidence.ts';

/**
 * CSV whose every cell is quoted, with a line of names and LF at each end: just what `jq` makes with `@csv`. A cell that a
 * spreadsheet would take for a formula gets an apostrophe in front.
 */
export function toCsv(rows: readonly Row[], columns: readonly string[]): string {
  const cells = rows.map((row) => columns.map((name) => toCell(row[name] ?? '')));
  return stringify([columns.map(toCell), ...cells], {
    quoted: true,
    quoted_empty: true,
    record_delimiter: '\n',
  });
}

function toCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

export function toJsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
