import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Statement,
  statement,
  statementBindings,
  statementFields,
} from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { compareStatement } from '../../../electron/signoff/statement/compareStatement.ts';
import {
  maxStatementBytes,
  parseStatement,
  toStatementBytes,
  toStatementSha256,
} from '../../../electron/signoff/statement/statementBytes.ts';
import { bindings, createStatement } from '../../fixtures/signoffStory.ts';

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: length, maxLength: length });
const list = (length: number): fc.Arbitrary<string> =>
  fc
    .uniqueArray(hex(length), { maxLength: 16 })
    .map((items) => (items.length === 0 ? 'none' : items.toSorted().join(',')));
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/);
const at = fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString());

const statements: fc.Arbitrary<Statement> = fc
  .record({
    format: fc.constant('signalbox-signoff-1'),
    decision: fc.constantFrom('approve', 'reject', 'review'),
    promotion: name,
    service: name,
    environment: name,
    rules: fc.constantFrom('ordinary', 'emergency'),
    reasonSha256: fc.oneof(fc.constant('none'), hex(64)),
    release: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}$/),
    artifactSha256: hex(64),
    runningSha256: list(64),
    baseCommit: list(40),
    headCommit: fc.oneof(hex(40), hex(64)),
    planSha256: hex(64),
    implementersSha256: hex(64),
    policyVersion: hex(64),
    approver: name,
    statedAt: at,
    expiresAt: at,
  })
  .map((it) => statement.parse(it));

function tryParse(bytes: Buffer): { readonly statement: Statement } | { readonly fault: string } {
  try {
    return { statement: parseStatement(bytes) };
  } catch (error) {
    return { fault: error instanceof Fault ? error.code : String(error) };
  }
}

const mine = toStatementBytes(createStatement('li'));

describe('the bytes of a statement', () => {
  it('are these, and no others', () => {
    expect(mine.toString()).toMatchInlineSnapshot(`
      "{
      "format":"signalbox-signoff-1",
      "decision":"approve",
      "promotion":"p-17",
      "service":"shop",
      "environment":"production",
      "rules":"ordinary",
      "reasonSha256":"none",
      "release":"1.4.0",
      "artifactSha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
      "runningSha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "baseCommit":"1111111111111111111111111111111111111111",
      "headCommit":"2222222222222222222222222222222222222222",
      "planSha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
      "implementersSha256":"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
      "policyVersion":"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee",
      "approver":"li",
      "statedAt":"2026-05-01T12:00:00.000Z",
      "expiresAt":"2026-05-02T12:00:00.000Z"
      }
      "
    `);
  });

  it('come back as the same values, and the same bytes', () => {
    fc.assert(
      fc.property(statements, (it) => {
        const bytes = toStatementBytes(it);
        expect(parseStatement(bytes)).toEqual(it);
        expect(toStatementBytes(parseStatement(bytes)).equals(bytes)).toBe(true);
        expect(bytes.length).toBeLessThanOrEqual(maxStatementBytes);
        expect(JSON.parse(bytes.toString())).toEqual(it);
      }),
    );
  });

  it('are bound to every value: another statement has other bytes', () => {
    fc.assert(
      fc.property(statements, statements, (one, other) => {
        const isSame = statementFields.every((field) => one[field] === other[field]);
        return isSame === toStatementBytes(one).equals(toStatementBytes(other));
      }),
    );
  });

  it('are read line by line by a POSIX shell', () => {
    const script = `while IFS= read -r line; do case $line in '"environment":'*) v=\${line#*:\\"}; echo "\${v%\\",}";; esac; done`;
    expect(execFileSync('/bin/sh', ['-c', script], { input: mine, encoding: 'utf8' }).trim()).toBe(
      'production',
    );
  });

  it('hold no value that could end its line or pretend to be another', () => {
    for (const bad of ['a"b', 'a\\b', 'a\nb', 'a\u0000', '\u00e4', 'a","decision":"approve']) {
      expect(() => toStatementBytes(createStatement('li', { approver: bad }))).toThrow(/cannot be made/);
      expect(() => toStatementBytes(createStatement('li', { promotion: bad }))).toThrow(/cannot be made/);
    }
  });

  it('have a SHA-256 of their own', () => {
    expect(toStatementSha256(mine)).toMatch(/^[0-9a-f]{64}$/);
    expect(toStatementSha256(mine)).not.toBe(toStatementSha256(toStatementBytes(createStatement('omar'))));
  });
});

describe('reading a statement', () => {
  const text = mine.toString();
  const swapped = (() => {
    const lines = text.split('\n');
    [lines[3], lines[4]] = [lines[4] ?? '', lines[3] ?? ''];
    return lines.join('\n');
  })();

  it.each([
    ['Windows line ends', text.replaceAll('\n', '\r\n'), /carriage returns/],
    ['no line end after }', text.slice(0, -1), /does not begin/],
    ['a line more at the end', `${text}\n`, /does not begin/],
    ['a byte order mark', `\ufeff${text}`, /printable ASCII/],
    ['a tab', text.replace('{\n', '{\t\n'), /printable ASCII/],
    ['one line', JSON.stringify(JSON.parse(text)), /does not begin/],
    ['blanks', text.replace('":"', '": "'), /Line 2/],
    ['lines in another order', swapped, /Line 4/],
    ['a line missing', text.replace(/"plan.*\n/, ''), /17 lines/],
    ['a line twice', text.replace(/("plan.*\n)/, '$1$1'), /lines/],
    ['a key more', text.replace('\n}', ',\n"more":"x"\n}'), /lines/],
    ['no comma', text.replace('",\n', '"\n'), /Line 2/],
    ['a comma at the end', text.replace('"\n}', '",\n}'), /Line 19/],
    ['an escape', text.replace('production', 'produc\\u0074ion'), /Line 6/],
    ['a number', text.replace('"1.4.0"', '1'), /Line 9/],
    ['another format', text.replace('signoff-1', 'signoff-2'), /no statement/],
    ['an unknown decision', text.replace('approve', 'accept'), /no statement/],
    ['a time without milliseconds', text.replace('.000Z', 'Z'), /no statement/],
    ['too much', `${text}${' '.repeat(5_000)}`, /longer/],
    ['nothing', '', /does not begin/],
  ])('with %s is refused', (_, changed, message) => {
    expect(() => parseStatement(Buffer.from(changed))).toThrow(message);
  });

  it('never accepts a changed byte as the same statement, and throws nothing but a fault', () => {
    const faults = new Set<string>();
    for (let place = 0; place < mine.length; place += 1) {
      for (const bits of [0x01, 0x20, 0x80]) {
        const changed = Buffer.from(mine);
        changed[place] = (changed[place] ?? 0) ^ bits;
        const reading = tryParse(changed);
        if ('fault' in reading) {
          faults.add(reading.fault);
          continue;
        }
        expect(toStatementBytes(reading.statement).equals(changed)).toBe(true);
        expect(reading.statement).not.toEqual(parseStatement(mine));
      }
    }
    expect([...faults]).toEqual(['INVALID_INPUT']);
  });

  it('throws nothing but a fault on garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(() => parseStatement(bytes)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
      }),
    );
  });
});

describe('what made a statement stale', () => {
  it('is nothing as long as it is about exactly this', () => {
    expect(compareStatement(createStatement('li'), bindings)).toEqual([]);
  });

  it.each(statementBindings.keyof().options)('is told when %s is another', (field) => {
    const other = { ...bindings, [field]: 'f'.repeat(64) };
    const [difference, ...more] = compareStatement(createStatement('li'), other);
    expect(more).toEqual([]);
    expect(difference).toMatchObject({ field, stated: bindings[field], current: 'f'.repeat(64) });
    expect(difference?.text).toMatch(/\.$/);
  });

  it('is told in words, with commits and digests cut short', () => {
    const changed = { ...bindings, headCommit: '3'.repeat(40), planSha256: '4'.repeat(64) };
    expect(compareStatement(createStatement('li'), changed).map((it) => it.text)).toEqual([
      "The candidate's commit changed from 222222222222 to 333333333333.",
      'The plan changed from cccccccccccc to 444444444444.',
    ]);
  });
});
