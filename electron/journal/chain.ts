import { hash } from 'node:crypto';
import type { JournalHead, JournalRow } from './journal.ts';

/**
 * The two-layer chain: body_sha256 = sha256(body), chain_n = sha256(chain_{n-1} LF body_sha256_n LF), all
 * lower-case hex. Because a link needs the body's hash only, part of the log can be handed out with 64-hex stubs
 * for the rest and still be checked with stock `sha256sum`. chain_0 is 64 zeros: `printf '%064d' 0`.
 */
export const genesisHead: JournalHead = { seq: 0, chainSha256: '0'.repeat(64) };

/** One-shot `crypto.hash` costs half of `createHash` on bodies of this size. Hex. */
export function toBodySha256(body: string | Uint8Array): string {
  return hash('sha256', body);
}

export function toChainSha256(previousChainSha256: string, bodySha256: string): string {
  return hash('sha256', `${previousChainSha256}\n${bodySha256}\n`);
}

/** The record that follows `head` with this body. */
export function toNextRow(head: JournalHead, body: string): JournalRow {
  const bodySha256 = toBodySha256(body);
  return {
    seq: head.seq + 1,
    body,
    bodySha256,
    chainSha256: toChainSha256(head.chainSha256, bodySha256),
  };
}
