import { describe, expect, it } from 'vitest';
import { decideMark } from '../../../electron/journal/decideMark.ts';
import { parseHeadMark, type HeadMark } from '../../../electron/journal/headMark.ts';

const zeros = '0'.repeat(64);
const ones = '1'.repeat(64);
const twos = '2'.repeat(64);

function markAt(seq: number, chainSha256: string): HeadMark {
  return { kind: 'present', head: { seq, chainSha256 } };
}

describe('the high-water mark’s file', () => {
  it('is one line with the format, the seq and the chain value', () => {
    expect(parseHeadMark(`{"format":1,"seq":7,"chainSha256":"${ones}"}\n`)).toEqual(markAt(7, ones));
  });

  it.each([
    ['', 'an empty file'],
    [`{"format":1,"seq":7,"chainSha256":"${ones.slice(1)}"}`, 'a short chain value'],
    [`{"format":1,"seq":-1,"chainSha256":"${ones}"}`, 'a negative seq'],
    [`{"format":2,"seq":7,"chainSha256":"${ones}"}`, 'another format'],
    [`{"format":1,"seq":7,"chainSha256":"${ones}","more":1}`, 'an unknown field'],
  ])('is unreadable as %s (%s)', (text) => {
    expect(parseHeadMark(text)).toMatchObject({ kind: 'unreadable' });
  });
});

describe('mark and database compared', () => {
  it('match at the same head', () => {
    const decision = decideMark({
      mark: markAt(3, ones),
      head: { seq: 3, chainSha256: ones },
      chainAtMark: ones,
    });
    expect(decision).toEqual({ kind: 'matches' });
  });

  it('are normal when the mark is behind and on the same chain: a crash came between commit and mark', () => {
    const decision = decideMark({
      mark: markAt(3, ones),
      head: { seq: 5, chainSha256: twos },
      chainAtMark: ones,
    });
    expect(decision).toEqual({ kind: 'raise' });
  });

  it('name the lost records when the database is behind', () => {
    const decision = decideMark({
      mark: markAt(9, ones),
      head: { seq: 5, chainSha256: twos },
      chainAtMark: undefined,
    });
    expect(decision).toMatchObject({ kind: 'damaged', finding: { kind: 'truncated', seq: 6 } });
    expect(JSON.stringify(decision)).toContain('records 6 to 9 are missing');
  });

  it('tell a rewritten journal, however long it is', () => {
    const decision = decideMark({
      mark: markAt(3, ones),
      head: { seq: 50, chainSha256: ones },
      chainAtMark: twos,
    });
    expect(decision).toMatchObject({ kind: 'damaged', finding: { kind: 'replaced', seq: 3 } });
  });

  it('do not let a missing mark pass, unless the journal is empty', () => {
    const empty = decideMark({
      mark: { kind: 'missing' },
      head: { seq: 0, chainSha256: zeros },
      chainAtMark: undefined,
    });
    const full = decideMark({
      mark: { kind: 'missing' },
      head: { seq: 1, chainSha256: ones },
      chainAtMark: undefined,
    });
    expect(empty).toEqual({ kind: 'raise' });
    expect(full).toMatchObject({ kind: 'damaged', finding: { kind: 'markMissing' } });
  });

  it('do not let an unreadable mark pass, even for an empty journal', () => {
    const mark: HeadMark = { kind: 'unreadable', reason: 'half a line' };
    const decision = decideMark({ mark, head: { seq: 0, chainSha256: zeros }, chainAtMark: undefined });
    expect(decision).toMatchObject({ kind: 'damaged', finding: { kind: 'markUnreadable' } });
  });
});
