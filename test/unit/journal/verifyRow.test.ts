import { describe, expect, it } from 'vitest';
import { genesisHead, toBodySha256, toNextRow } from '../../../electron/journal/chain.ts';
import type { JournalHead, JournalRow } from '../../../electron/journal/journal.ts';
import { verifyRow } from '../../../electron/journal/verifyRow.ts';

const first = toNextRow(genesisHead, '{"n":1}');
const second = toNextRow(first, '{"n":2}');

function verify(previous: JournalHead, row: JournalRow) {
  return verifyRow(previous, { ...row, body: new TextEncoder().encode(row.body), isJson: true });
}

describe('one record against the one before', () => {
  it('is sound when hash and link fit', () => {
    expect(verify(genesisHead, first)).toBeUndefined();
    expect(verify(first, second)).toBeUndefined();
  });

  it('shows a changed body', () => {
    expect(verify(first, { ...second, body: '{"n":3}' })).toMatchObject({ kind: 'bodyChanged', seq: 2 });
  });

  it('shows a changed body whose hash was made to fit', () => {
    const forged = { ...second, body: '{"n":3}', bodySha256: toBodySha256('{"n":3}') };
    expect(verify(first, forged)).toMatchObject({ kind: 'chainBroken', seq: 2 });
  });

  it('shows a gap by the first missing record, and one out of order', () => {
    expect(verify(genesisHead, second)).toMatchObject({ kind: 'gap', seq: 1 });
    expect(verify(second, first)).toMatchObject({ kind: 'outOfOrder', seq: 1 });
  });

  it('shows a body that hashes well but is no line of JSON', () => {
    expect(verify(genesisHead, toNextRow(genesisHead, '{"n":\n1}'))).toMatchObject({
      kind: 'bodyInvalid',
      seq: 1,
    });
  });

  it('asks the parser itself where SQLite’s takes a body for none, as it does for deep nesting', () => {
    const deep = toNextRow(genesisHead, `${'['.repeat(2_000)}${']'.repeat(2_000)}`);
    expect(verifyRow(genesisHead, { ...deep, isJson: false })).toBeUndefined();
    const broken = toNextRow(genesisHead, '{n:1}');
    expect(verifyRow(genesisHead, { ...broken, isJson: false })).toMatchObject({ kind: 'bodyInvalid' });
    const twoLines = toNextRow(genesisHead, '{"n":\n1}');
    expect(verifyRow(genesisHead, { ...twoLines, isJson: true })).toMatchObject({ kind: 'bodyInvalid' });
  });

  it('compares bytes: a broken byte that decodes to the U+FFFD which was there before is a change', () => {
    const row = toNextRow(genesisHead, '"\ufffd"');
    const body = new Uint8Array([0x22, 0xff, 0x22]);
    expect(new TextDecoder().decode(body)).toBe(row.body);
    expect(verifyRow(genesisHead, { ...row, body, isJson: true })).toMatchObject({
      kind: 'bodyChanged',
      seq: 1,
    });
  });
});
