import { toBodySha256, toChainSha256 } from './chain.ts';
import type { Finding, JournalHead } from './journal.ts';
import { findBodyProblem } from './parseBody.ts';
import type { StoredRow } from './rows.ts';

const decoder = new TextDecoder();

/**
 * One record against its predecessor. Only the first problem of a record is reported. After a gap the chain cannot
 * be judged, so the gap alone is reported; the next record is judged against this one as it is stored.
 */
export function verifyRow(previous: JournalHead, row: StoredRow): Finding | undefined {
  return verifyLink(previous, row) ?? verifyBody(row);
}

/** Its number, its body's hash, and that it follows from its predecessor. */
export function verifyLink(previous: JournalHead, row: StoredRow): Finding | undefined {
  const wantedSeq = previous.seq + 1;
  if (row.seq < wantedSeq) return toOutOfOrderFinding(row.seq);
  if (row.seq > wantedSeq) return finding('gap', wantedSeq, toGapMessage(wantedSeq, row.seq - 1));
  if (toBodySha256(row.body) !== row.bodySha256) {
    return finding('bodyChanged', row.seq, `record ${row.seq} was changed: its body does not have its hash`);
  }
  if (toChainSha256(previous.chainSha256, row.bodySha256) !== row.chainSha256) {
    return finding('chainBroken', row.seq, toBrokenMessage(row.seq));
  }
  return undefined;
}

function verifyBody({ seq, body, isJson }: StoredRow): Finding | undefined {
  if (typeof body === 'string' && isJson && !body.includes('\n') && !body.includes('\r')) return undefined;
  const problem = findBodyProblem(typeof body === 'string' ? body : decoder.decode(body));
  return problem === undefined ? undefined : finding('bodyInvalid', seq, `record ${seq}: ${problem}`);
}

export function toOutOfOrderFinding(seq: number): Finding {
  return finding('outOfOrder', seq, `record ${seq} is out of order: records count from 1 on, one by one`);
}

function toGapMessage(from: number, to: number): string {
  return from === to ? `record ${from} is missing` : `records ${from} to ${to} are missing`;
}

function toBrokenMessage(seq: number): string {
  if (seq === 1) return 'record 1 does not follow from the genesis value: it was changed or put in';
  return `record ${seq} does not follow from record ${seq - 1}: one of the two was changed, moved or put in`;
}

function finding(kind: Finding['kind'], seq: number, message: string): Finding {
  return { kind, seq, message };
}
