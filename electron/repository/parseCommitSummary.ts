import type { FileAuthorship } from '../../shared/model/fileAuthorship.ts';
import { decodeCommit } from './implementers/parseCommitObject.ts';

type Committed = Extract<FileAuthorship, { kind: 'committed' }>;
export type CommitSummary = Pick<Committed, 'author' | 'committer' | 'at' | 'subject'>;

const maxSubject = 500;

/**
 * Author, committer and subject of a raw commit object (gitformat). `undefined` when they cannot be told: a header that is
 * missing, or there twice, or not `NAME <ADDRESS> SECONDS ZONE`.
 */
export function parseCommitSummary(bytes: Buffer): CommitSummary | undefined {
  const text = decodeCommit(bytes);
  const end = text.indexOf('\n\n');
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n');
  const author = parseHand(headers, 'author');
  const committer = parseHand(headers, 'committer');
  if (!author || !committer) return undefined;
  const message = end < 0 ? '' : text.slice(end + 2);
  return {
    author: author.hand,
    committer: committer.hand,
    at: committer.at,
    subject: (message.trimStart().split('\n')[0] ?? '').trimEnd().slice(0, maxSubject),
  };
}

function parseHand(
  headers: readonly string[],
  kind: 'author' | 'committer',
): { readonly hand: Committed['author']; readonly at: string } | undefined {
  const [line, ...others] = headers.filter((it) => it.startsWith(`${kind} `));
  if (line === undefined || others.length > 0) return undefined;
  const match = /^([^<>]*)<([^<>]*)> (-?\d+) [+-]\d{4,}$/.exec(line.slice(kind.length + 1));
  const at = new Date(Number(match?.[3]) * 1_000);
  // Years of more than four digits are no instants of ours.
  if (!match || Number.isNaN(at.getTime()) || !/^\d/.test(at.toISOString())) return undefined;
  return { hand: { name: (match[1] ?? '').trim(), email: (match[2] ?? '').trim() }, at: at.toISOString() };
}
