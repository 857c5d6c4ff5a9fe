import { Fault } from '../../shared/protocol/fault.ts';

/** One row of a HAProxy table: its columns by name. Versions add columns, so that positions mean nothing. */
export interface StatRow {
  get(column: string): string | undefined;
}

/** Rows that share the columns of one header: a table has a hundred, of which a look needs twenty. */
export function createRowReader(columns: readonly string[]): (fields: readonly string[]) => StatRow {
  const positions = new Map(columns.map((column, at) => [column, at]));
  return (fields) => ({
    get: (column) => {
      const at = positions.get(column);
      return at === undefined ? undefined : (fields[at] ?? '');
    },
  });
}

/**
 * `show stat`: a header that begins with "# pxname", then rows in CSV; a field that holds a comma or a quote is
 * quoted, a quote in it doubled (management guide, section 9.1). Faults: BALANCER_UNPARSEABLE.
 */
export function parseStat(text: string): readonly StatRow[] {
  const [header, ...rows] = parseCsv(text);
  const [first, ...others] = header ?? [];
  if (first !== '# pxname')
    throw unparseable(`"show stat" begins with ${JSON.stringify(text.slice(0, 40))}, not with "# pxname"`);
  // The last column has no name: every line ends with a comma.
  const columns = ['pxname', ...others];
  const toRow = createRowReader(columns);
  return rows.map((fields) => {
    if (fields.length !== columns.length) {
      throw unparseable(
        `a row of "show stat" has ${fields.length} fields, its header ${columns.length}: ${fields.slice(0, 2).join('/')}`,
      );
    }
    return toRow(fields);
  });
}

/** The text of a column. Faults: BALANCER_UNPARSEABLE if this HAProxy has no such column. */
export function textOf(row: StatRow, column: string): string {
  const value = row.get(column);
  if (value === undefined) throw unparseable(`HAProxy's table has no column "${column}"`);
  return value;
}

/** A whole number, or nothing where HAProxy leaves the field empty. */
export function optionalNumberOf(row: StatRow, column: string): number | undefined {
  const text = textOf(row, column);
  if (text === '') return undefined;
  if (!/^-?\d{1,19}$/.test(text))
    throw unparseable(`column "${column}" holds ${JSON.stringify(text)}, not a whole number`);
  return Number(text);
}

export function numberOf(row: StatRow, column: string): number {
  const value = optionalNumberOf(row, column);
  if (value === undefined) throw unparseable(`column "${column}" is empty where a number must stand`);
  return value;
}

function parseCsv(text: string): readonly (readonly string[])[] {
  // Next to no table quotes anything, and cutting at every comma is quicker than going through the letters.
  if (!text.includes('"')) return text.split('\n').flatMap((line) => (line === '' ? [] : [line.split(',')]));
  const rows: string[][] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '\n') {
      at += 1;
      continue;
    }
    const row: string[] = [];
    let more = true;
    while (more) {
      const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
      row.push(field.value);
      more = text[field.end] === ',';
      at = more ? field.end + 1 : field.end;
    }
    if (at < text.length && text[at] !== '\n')
      throw unparseable(`text after a closing quote in row ${rows.length}`);
    rows.push(row);
  }
  return rows;
}

function bareField(text: string, from: number): { value: string; end: number } {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\n') end += 1;
  return { value: text.slice(from, end), end };
}

function quotedField(text: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw unparseable('a quoted field of "show stat" never ends');
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    at = quote + 2;
  }
}

function unparseable(message: string): Fault {
  return new Fault('BALANCER_UNPARSEABLE', message);
}
