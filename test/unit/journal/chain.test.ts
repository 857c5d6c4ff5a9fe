import { describe, expect, it } from 'vitest';
import { genesisHead, toBodySha256, toChainSha256, toNextRow } from '../../../electron/journal/chain.ts';

describe('the chain', () => {
  it('begins at 64 zeros, as `printf %064d 0` writes them', () => {
    expect(genesisHead).toEqual({ seq: 0, chainSha256: '0'.repeat(64) });
  });

  it('hashes the UTF-8 bytes of a body, whether given as text or as bytes', () => {
    const body = '{"who":"Žofie","what":"🚦"}';
    expect(toBodySha256(body)).toBe(toBodySha256(new TextEncoder().encode(body)));
    expect(toBodySha256('{}')).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  it('makes a link from the previous link and the body’s hash, each ended by a line feed', () => {
    const bodySha256 = toBodySha256('{}');
    const text = `${genesisHead.chainSha256}\n${bodySha256}\n`;
    expect(toChainSha256(genesisHead.chainSha256, bodySha256)).toBe(toBodySha256(text));
  });

  it('gives the same body another link at another place', () => {
    const first = toNextRow(genesisHead, '{}');
    const second = toNextRow(first, '{}');
    expect(second.seq).toBe(2);
    expect(second.bodySha256).toBe(first.bodySha256);
    expect(second.chainSha256).not.toBe(first.chainSha256);
  });
});
