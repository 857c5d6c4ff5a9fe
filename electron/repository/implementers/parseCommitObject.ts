import type { ImplementerRole } from '../../../shared/model/implementer.ts';
import { findNamedPeople } from './namedPeople.ts';

/** One hand in one commit, as the commit itself states it. Nothing is mapped. */
export interface CommitFact {
  readonly role: ImplementerRole;
  readonly email: string | undefined;
  /** What was written there, for people. */
  readonly stated: string;
}

export interface CommitObject {
  readonly commit: string;
  readonly facts: readonly CommitFact[];
}

/**
 * Reads a raw commit object (gitformat: headers, an empty line, the message). Not `git log`'s text: its fields can be shifted by
 * a name that holds the separator, `%B` ends at the first NUL, messages are recoded, and settings such as
 * `log.mailmap` change it. Headers are read up to the first empty line; a header that is there twice is a second person.
 */
export function parseCommitObject(commit: string, bytes: Buffer): CommitObject {
  const text = decodeCommit(bytes);
  const end = text.indexOf('\n\n');
  const headers = (end < 0 ? text : text.slice(0, end)).split('\n');
  const message = end < 0 ? '' : text.slice(end + 2);
  const isMerge = headers.filter((line) => line.startsWith('parent ')).length > 1;
  const authors = identities(headers, 'author').map((it) => ({ role: 'author' as const, ...it }));
  const committers = identities(headers, 'committer').flatMap((it) => [
    { role: 'committer' as const, ...it },
    ...(isMerge ? [{ role: 'merger' as const, ...it }] : []),
  ]);
  const named = findNamedPeople(message).map(({ role, email, line }) => ({ role, email, stated: line }));
  return { commit, facts: [...authors, ...committers, ...named, ...findUnreadable(headers, text)] };
}

/** Encodings in which ASCII letters are themselves, whatever else they hold. UTF-7 and UTF-16 could hide a trailer. */
const asciiEncodings =
  /^(utf-?8|us-ascii|ascii|iso-?8859-\d+|latin-?\d+|windows-125\d|cp125\d|koi8-[ru]|euc-\w+|gbk|gb2312|gb18030|big5)$/i;

/** A message that cannot be searched may name anybody. */
function findUnreadable(headers: readonly string[], text: string): CommitFact[] {
  const encodings = headers
    .filter((line) => line.startsWith('encoding '))
    .map((line) => line.slice(9).trim());
  const strange = encodings.filter((it) => !asciiEncodings.test(it)).map((it) => `a message in ${it}`);
  // Git shows a message up to its first NUL only (fsck: nulInCommit).
  const hidden = text.includes('\0') ? ['a message with a NUL in it'] : [];
  return [...strange, ...hidden].map((stated) => ({ role: 'author', email: undefined, stated }));
}

type Identity = Pick<CommitFact, 'email' | 'stated'>;

/** `author NAME <ADDRESS> SECONDS ZONE`. What does not look like that is somebody whom nobody can tell. */
function identities(headers: readonly string[], kind: 'author' | 'committer'): Identity[] {
  const lines = headers.filter((line) => line.startsWith(`${kind} `));
  if (lines.length === 0) return [{ email: undefined, stated: `no ${kind}` }];
  return lines.map((line) => {
    const stated = line.slice(kind.length + 1);
    const match = /^[^<>]*<([^<>]*)> -?\d+ [+-]\d{4,}$/.exec(stated);
    const email = match?.[1]?.trim();
    return { email: email === '' ? undefined : email, stated: stated.replace(/ -?\d+ [+-]\d+$/, '') };
  });
}

/** UTF-8 where it is that, else Latin-1, which loses no byte. ASCII, which addresses are, is the same in both. */
export function decodeCommit(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}
