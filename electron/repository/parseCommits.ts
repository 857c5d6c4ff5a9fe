import type { ChangedCommit } from '../../shared/contract/changesArea.ts';
import { gitCommit } from '../../shared/model/names.ts';
import { Fault } from '../../shared/protocol/fault.ts';

/** Fields are told apart by U+001F, which Git strips from nothing but which no name or subject can need. */
const separator = '\u001f';
const fields = ['%H', '%P', '%an', '%ae', '%cn', '%ce', '%aI', '%s', '%B'];

/** For `git log -z`: one commit a NUL-ended record. */
export const commitFormat = fields.join('%x1f');

/** Ticket ids as most trackers write them: `BIZPLAT-64951`. */
const ticketGrammar = /\b[A-Z][A-Z0-9]{1,15}-\d{1,9}\b/g;
/**
 * People that a message names. Git itself honours trailers in the last paragraph only; who is named anywhere, in
 * whatever case, was named.
 */
const trailerGrammar = /^\s*(?:co-authored-by|signed-off-by)\s*:\s*(.*?)\s*<([^<>\s]+)>\s*$/gim;

/** @throws Fault INTERNAL when Git's answer does not have the shape that was asked for. */
export function parseCommits(text: string): ChangedCommit[] {
  return text
    .split('\0')
    .filter((record) => record.trim() !== '')
    .map(parseCommit);
}

function parseCommit(record: string): ChangedCommit {
  const [
    commit,
    parents,
    authorName,
    authorEmail,
    committerName,
    committerEmail,
    authoredAt,
    subject,
    ...rest
  ] = record.replace(/^\n/, '').split(separator);
  const id = gitCommit.safeParse(commit);
  if (!id.success || authoredAt === undefined) {
    throw new Fault('INTERNAL', 'Git answered with something that is no list of commits.');
  }
  const message = rest.join(separator);
  return {
    commit: id.data,
    subject: subject ?? '',
    author: { name: authorName ?? '', email: authorEmail ?? '' },
    committer: { name: committerName ?? '', email: committerEmail ?? '' },
    coAuthors: [...message.matchAll(trailerGrammar)].map((match) => ({
      name: match[1] ?? '',
      email: match[2] ?? '',
    })),
    authoredAt: new Date(authoredAt).toISOString(),
    isMerge: (parents ?? '').includes(' '),
    tickets: [...new Set(message.match(ticketGrammar))],
  };
}
