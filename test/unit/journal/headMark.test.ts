import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { decideMark } from '../../../electron/journal/decideMark.ts';
import {
  parseHeadMark,
  readHeadMark,
  writeHeadMark,
  type HeadMark,
} from '../../../electron/journal/headMark.ts';
import type { JournalHead } from '../../../electron/journal/journal.ts';

const zeros = '0'.repeat(64);
const ones = '1'.repeat(64);
const twos = '2'.repeat(64);

function markAt(seq: number, chainSha256: string): HeadMark {
  return { kind: 'present', head: { seq, chainSha256 } };
}

describe('the high-water mark’s file', () => {
  const pathWith = (content?: Uint8Array | string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'signalbox-mark-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'journal.db');
    if (content !== undefined) writeFileSync(`${path}.head`, content);
    return path;
  };
  const written = (...heads: readonly JournalHead[]): Buffer => {
    const path = pathWith();
    for (const head of heads) writeHeadMark(path, head);
    return readFileSync(`${path}.head`);
  };

  it('has two slots, written in turns: the mark before is there while the next one is written', () => {
    const bytes = written(
      { seq: 1, chainSha256: ones },
      { seq: 2, chainSha256: twos },
      { seq: 3, chainSha256: ones },
    );
    expect(parseHeadMark(bytes)).toEqual(markAt(3, ones));
    const lines = bytes.toString().split('\n');
    expect(lines.map((line) => line.length)).toEqual([4_095, 4_095, 0]);
    expect(lines.slice(0, 2).map((line) => JSON.parse(line).seq)).toEqual([2, 3]);
  });

  it('is as it was before, wherever a write of it was torn', () => {
    const [before, after] = [
      written({ seq: 6, chainSha256: zeros }, { seq: 7, chainSha256: ones }),
      written({ seq: 6, chainSha256: zeros }, { seq: 7, chainSha256: ones }, { seq: 8, chainSha256: twos }),
    ];
    fc.assert(
      fc.property(fc.nat(before.length), fc.nat(before.length), (one, other) => {
        const torn = Buffer.from(before);
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        after.copy(torn, from, from, to);
        expect([markAt(7, ones), markAt(8, twos)]).toContainEqual(parseHeadMark(torn));
      }),
    );
  });

  it('is never another mark, whichever bit of it was flipped', () => {
    const sound = written({ seq: 7, chainSha256: ones }, { seq: 8, chainSha256: twos });
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.nat(7), (position, bit) => {
        const flipped = Buffer.from(sound);
        flipped[position] = (flipped[position] ?? 0) ^ (1 << bit);
        expect([markAt(7, ones), markAt(8, twos)]).toContainEqual(parseHeadMark(flipped));
      }),
    );
  });

  it('may be one line of the first format, which the next write exchanges', () => {
    const path = pathWith(`{"format":1,"seq":7,"chainSha256":"${ones}"}\n`);
    expect(readHeadMark(path)).toEqual(markAt(7, ones));
    writeHeadMark(path, { seq: 8, chainSha256: twos });
    expect(readHeadMark(path)).toEqual(markAt(8, twos));
    expect(readFileSync(`${path}.head`)).toHaveLength(8_192);
  });

  it.each([
    ['', 'an empty file'],
    [`{"format":1,"seq":7,"chainSha256":"${ones.slice(1)}"}\n`, 'a short chain value'],
    [`{"format":1,"seq":-1,"chainSha256":"${ones}"}\n`, 'a negative seq'],
    [`{"format":3,"seq":7,"chainSha256":"${ones}","checksum":"0000000000000000"}\n`, 'another format'],
    [`{"format":2,"seq":7,"chainSha256":"${ones}","checksum":"0000000000000000"}\n`, 'a wrong checksum'],
    [`{"format":1,"seq":7,"chainSha256":"${ones}","more":1}\n`, 'an unknown field'],
    ['\0'.repeat(8_192), 'nothing but zeros'],
  ])('is unreadable as %s (%s)', (text) => {
    expect(parseHeadMark(Buffer.from(text))).toMatchObject({ kind: 'unreadable' });
  });

  it('is missing where there is none', () => {
    expect(readHeadMark(pathWith())).toEqual({ kind: 'missing' });
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
