import {
  type Bot,
  type BotEntry,
  type Person,
  type PersonEntry,
  type Roster,
  type SigningKey,
  foldEmail,
} from '../../../shared/model/person.ts';
import { parseKeyLine } from './parseKeyLine.ts';

/** Something wrong with people or policies. `path` is where in signalbox.yaml, such as `people.ana.keys.0`. */
export interface PolicyFinding {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type RosterReading =
  | { readonly kind: 'resolved'; readonly roster: Roster }
  | { readonly kind: 'refused'; readonly findings: readonly PolicyFinding[] };

type Input = {
  readonly people: Readonly<Record<string, PersonEntry>>;
  readonly bots?: Readonly<Record<string, BotEntry>>;
};
type Collect = (path: PolicyFinding['path'], message: string) => void;

/** `people:` and `bots:` as the rest works with them. All that is wrong is reported at once. */
export function resolveRoster(input: Input): RosterReading {
  const findings: PolicyFinding[] = [];
  const collect: Collect = (path, message) => void findings.push({ path, message });
  const people = Object.entries(input.people).map(([name, entry]) => resolvePerson(name, entry, collect));
  const bots = Object.entries(input.bots ?? {}).map(([name, entry]) => resolveBot(name, entry));
  findSharedNames(people, bots, collect);
  findSharedAddresses(input, collect);
  findSharedKeys(people, collect);
  return findings.length > 0 ? { kind: 'refused', findings } : { kind: 'resolved', roster: { people, bots } };
}

function resolvePerson(name: string, entry: PersonEntry, collect: Collect): Person {
  return {
    name,
    displayName: entry.displayName ?? name,
    emails: entry.emails.map(foldEmail).toSorted(),
    groups: [...new Set(entry.groups)].toSorted(),
    keys: (entry.keys ?? []).flatMap((it, index) => resolveKey(it, ['people', name, 'keys', index], collect)),
  };
}

function resolveBot(name: string, entry: BotEntry): Bot {
  return { name, emails: entry.emails.map(foldEmail).toSorted(), writes: entry.writes ?? false };
}

type KeyEntry = NonNullable<PersonEntry['keys']>[number];

function resolveKey(entry: KeyEntry, path: PolicyFinding['path'], collect: Collect): SigningKey[] {
  const it = typeof entry === 'string' ? { key: entry } : entry;
  const reading = parseKeyLine(it.key);
  if (reading.kind === 'unusable') {
    collect(path, `This key cannot be used: ${reading.why}.`);
    return [];
  }
  const { validFrom, validBefore } = it;
  if (validFrom !== undefined && validBefore !== undefined && validFrom >= validBefore) {
    collect(path, `This key ends (${validBefore}) before it begins (${validFrom}).`);
  }
  return [
    {
      ...reading.key,
      ...(validFrom === undefined ? {} : { validFromAt: validFrom }),
      ...(validBefore === undefined ? {} : { validBeforeAt: validBefore }),
      isRevoked: it.revoked ?? false,
    },
  ];
}

/** Names that differ in case only would be read as one by people, though not by ssh-keygen. */
function findSharedNames(people: readonly Person[], bots: readonly Bot[], collect: Collect): void {
  const seen = new Map<string, string>();
  const named = [
    ...people.map(({ name }) => ['people', name] as const),
    ...bots.map(({ name }) => ['bots', name] as const),
  ];
  for (const [kind, name] of named) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      collect([kind, name], `"${name}" and "${other}" are the same name; upper and lower case do not count.`);
    }
    seen.set(name.toLowerCase(), name);
  }
}

function findSharedAddresses(input: Input, collect: Collect): void {
  const seen = new Map<string, string>();
  const entries = [
    ...Object.entries(input.people).map(([name, entry]) => ['people', name, entry] as const),
    ...Object.entries(input.bots ?? {}).map(([name, entry]) => ['bots', name, entry] as const),
  ];
  for (const [kind, name, entry] of entries) {
    entry.emails.forEach((email, index) => {
      const other = seen.get(foldEmail(email));
      if (other !== undefined) {
        collect([kind, name, 'emails', index], `${email} is given twice: for ${other} and for ${name}.`);
      }
      seen.set(foldEmail(email), name);
    });
  }
}

/** One key for two people is a quorum of one. */
function findSharedKeys(people: readonly Person[], collect: Collect): void {
  const seen = new Map<string, string>();
  for (const person of people) {
    person.keys.forEach((key, index) => {
      const other = seen.get(key.base64);
      if (other !== undefined) {
        const whose = other === person.name ? 'twice' : `for ${other} too`;
        collect(['people', person.name, 'keys', index], `The key ${key.fingerprint} is given ${whose}.`);
      }
      seen.set(key.base64, person.name);
    });
  }
}
