import { createHash } from 'node:crypto';
import { Fault } from '../../../shared/protocol/fault.ts';
import { describeIssues } from '../../../shared/protocol/describeIssues.ts';
import { type Statement, statement, statementFields } from '../../../shared/model/statement.ts';

export const maxStatementBytes = 4_096;
const maxLines = statementFields.length + 2;

/**
 * The exact bytes that are shown, signed and kept: printable ASCII, LF, first line `{`, last `}`, one `"key":"value"` a line in
 * fixed order, strings only, no quote or backslash in values. It is valid JSON, and a POSIX shell can read it line by
 * line. Never write a parsed statement anew to verify it: keep these bytes.
 * @throws Fault INVALID_INPUT when a value does not fit its field.
 */
export function toStatementBytes(it: Statement): Buffer {
  const parsed = statement.safeParse(it);
  if (!parsed.success)
    throw refuse('A statement cannot be made of these values.', describeIssues(parsed.error));
  requireSorted(parsed.data);
  return toBytes(statementFields.map((field) => [field, parsed.data[field]]));
}

/**
 * @throws Fault INVALID_INPUT for anything but the very bytes that `toStatementBytes` makes of the values inside.
 */
export function parseStatement(bytes: Uint8Array): Statement {
  const parsed = statement.safeParse(Object.fromEntries(parseLines(bytes, statementFields)));
  if (!parsed.success) throw refuse('This is no statement.', describeIssues(parsed.error));
  if (!toStatementBytes(parsed.data).equals(bytes)) throw refuse('The statement has another form than ours.');
  return parsed.data;
}

/** One set, one text: lists hold each item once, in order. */
function requireSorted(it: Statement): void {
  for (const field of ['runningSha256', 'baseCommit'] as const) {
    const items = it[field].split(',');
    const isSorted = items.every((item, index) => index === 0 || (items[index - 1] ?? '') < item);
    if (!isSorted) throw refuse(`The list in "${field}" is not sorted, or names something twice.`);
  }
}

/** Names the statement, and together with a key's fingerprint the sign-off. Hex. */
export function toStatementSha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Lines of any statement of this form; also used for challenges. Values were checked by the caller's schema. */
export function toBytes(pairs: readonly (readonly [string, string])[]): Buffer {
  const lines = pairs.map(([key, value], index) => {
    if (!/^[\x20-\x7e]*$/.test(value) || /["\\]/.test(value)) {
      throw refuse(`The value of "${key}" has a character that a statement cannot hold.`);
    }
    return `"${key}":"${value}"${index === pairs.length - 1 ? '' : ','}`;
  });
  const bytes = Buffer.from(`{\n${lines.join('\n')}\n}\n`, 'ascii');
  if (bytes.length > maxStatementBytes)
    throw refuse(`The statement is longer than ${maxStatementBytes} bytes.`);
  return bytes;
}

/** The pairs of a statement of this form, whose keys must be `fields` in that order. */
export function parseLines(bytes: Uint8Array, fields: readonly string[]): [string, string][] {
  if (bytes.length > maxStatementBytes) throw refuse(`It is longer than ${maxStatementBytes} bytes.`);
  const text = Buffer.from(bytes).toString('latin1');
  if (text.includes('\r')) throw refuse('It has carriage returns: it was saved with Windows line ends.');
  if (!/^[\n\x20-\x7e]*$/.test(text)) throw refuse('It has characters other than printable ASCII.');
  const lines = text.split('\n');
  if (lines.length > maxLines + 1 || lines[0] !== '{' || lines.at(-2) !== '}' || lines.at(-1) !== '') {
    throw refuse('It does not begin with { and end with } and a line end, or has lines too many.');
  }
  const found = lines.slice(1, -2);
  if (found.length !== fields.length)
    throw refuse(`It has ${found.length} lines instead of ${fields.length}.`);
  return found.map((line, index) => parseLine(line, index, fields));
}

function parseLine(line: string, index: number, fields: readonly string[]): [string, string] {
  const match = /^"([A-Za-z0-9]+)":"([^"\\]*)"(,?)$/.exec(line);
  const isLast = index === fields.length - 1;
  const field = fields[index] ?? '';
  if (!match || match[1] !== field || (match[3] === '') !== isLast) {
    throw refuse(`Line ${index + 2} is not "${field}":"…"${isLast ? '' : ','}`);
  }
  return [field, match[2] ?? ''];
}

function refuse(message: string, details?: readonly string[]): Fault {
  return new Fault('INVALID_INPUT', message, {
    wayOut: 'Take the bytes exactly as they were shown; do not edit or reformat them.',
    ...(details ? { details } : {}),
  });
}
