import type { ImplementerRole } from '../../../shared/model/implementer.ts';

/** Somebody whom a commit's text names; without an address nobody can tell who that is. */
export interface NamedPerson {
  readonly role: Extract<ImplementerRole, 'coAuthor' | 'signedOffBy'>;
  readonly email: string | undefined;
  /** The line, for people. */
  readonly line: string;
}

/**
 * Who else had a hand in it, by what the message says in any line: Git honours trailers in the last paragraph only and in its own
 * spelling, but who is named was named. Spelling is forgiven (case, blanks for dashes, dashes and colons of other alphabets,
 * bullets, quotes, an address on the next line), so that a trailer cannot be written to be seen by people and not by us.
 */
export function findNamedPeople(message: string): NamedPerson[] {
  // Most messages have none: one quick look saves the rest.
  if (!/by|\P{ASCII}/iu.test(message)) return [];
  const lines = message.normalize('NFKC').split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  return lines.flatMap((line, index): NamedPerson[] => {
    const match = trailer.exec(line.replace(invisible, ''));
    if (!match) return [];
    const role = /^sign/i.test(match[1] ?? '') ? ('signedOffBy' as const) : ('coAuthor' as const);
    const addresses = findAddresses(match[2] ?? '', lines.slice(index + 1));
    const shown = line.trim().slice(0, 200);
    if (addresses.length === 0) return [{ role, email: undefined, line: shown }];
    return addresses.map((email) => ({ role, email, line: shown }));
  });
}

/** Soft hyphens, joiners and marks of direction show as nothing. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const trailer =
  /^[\s>*+\-\u2022"'`_#(]*((?:co[\s_\p{Pd}]*)(?:authored|developed|written|committed)|signed[\s_\p{Pd}]*off)[\s_\p{Pd}]*by[*_"'`]*\s*[:\ua789\u02d0\u2236]\s*(.*)$/iu;

/** Those of the line itself; else of what follows it, as folded trailers go on with a blank. */
function findAddresses(value: string, following: readonly string[]): string[] {
  const own = addressesIn(value);
  if (own.length > 0) return own;
  const next = following[0];
  return next !== undefined && /^\s+\S/.test(next) ? addressesIn(next) : [];
}

function addressesIn(text: string): string[] {
  const bracketed = [...text.matchAll(/<\s*([^<>]*?)\s*>/g)].map((match) => match[1] ?? '');
  const found = bracketed.length > 0 ? bracketed : (text.match(/[^\s<>(),;:"']+@[^\s<>(),;:"']+/g) ?? []);
  return found.filter((it) => it !== '');
}
