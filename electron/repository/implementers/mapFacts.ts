import type { ImplementerFinding, ImplementerRole } from '../../../shared/model/implementer.ts';
import { type Roster, foldEmail } from '../../../shared/model/person.ts';
import type { CommitFact, CommitObject } from './parseCommitObject.ts';

/** Whom each address stands for. Addresses are compared by `foldEmail` and by nothing else; names never count. */
export type AddressBook = ReadonlyMap<string, Owner>;
type Owner =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'bot'; readonly name: string; readonly writes: boolean };

export function createAddressBook(roster: Roster): AddressBook {
  const people = roster.people.flatMap(({ name, emails }) =>
    emails.map((email): [string, Owner] => [foldEmail(email), { kind: 'person', name }]),
  );
  const bots = roster.bots.flatMap(({ name, emails, writes }) =>
    emails.map((email): [string, Owner] => [foldEmail(email), { kind: 'bot', name, writes }]),
  );
  return new Map([...bots, ...people]);
}

export interface MappedCommit {
  readonly people: ReadonlyMap<string, ImplementerRole[]>;
  readonly bots: ReadonlyMap<string, ImplementerRole[]>;
  readonly findings: readonly ImplementerFinding[];
}

/** Who had a hand in a commit; findings where that cannot be told. */
export function mapCommit(repository: string, commit: CommitObject, book: AddressBook): MappedCommit {
  const people = new Map<string, ImplementerRole[]>();
  const bots = new Map<string, ImplementerRole[]>();
  const findings: ImplementerFinding[] = [];
  let hasWriter = false;
  for (const fact of commit.facts) {
    const owner = fact.email === undefined ? undefined : book.get(foldEmail(fact.email));
    if (!owner) {
      findings.push(toUnknown(repository, commit.commit, fact));
      continue;
    }
    addRole(owner.kind === 'person' ? people : bots, owner.name, fact.role);
    const isWriter = fact.role === 'author' || fact.role === 'coAuthor';
    if (isWriter && (owner.kind === 'person' || owner.writes)) hasWriter = true;
  }
  if (!hasWriter && findings.length === 0)
    findings.push(toOnlyBots(repository, commit.commit, [...bots.keys()]));
  return { people, bots, findings };
}

function addRole(to: Map<string, ImplementerRole[]>, name: string, role: ImplementerRole): void {
  const roles = to.get(name);
  if (!roles) to.set(name, [role]);
  else if (!roles.includes(role)) roles.push(role);
}

const roleWords: Readonly<Record<ImplementerRole, string>> = {
  author: 'author',
  coAuthor: 'co-author',
  committer: 'committer',
  merger: 'merger',
  signedOffBy: 'signer-off',
};

function toUnknown(repository: string, commit: string, fact: CommitFact): ImplementerFinding {
  const at = `${repository} ${commit.slice(0, 12)}`;
  const role = roleWords[fact.role];
  if (fact.email === undefined) {
    return {
      kind: 'unreadableIdentity',
      repository,
      commit,
      message: `${at} names a ${role} without an address: ${JSON.stringify(fact.stated)}.`,
      wayOut:
        'Write the commit again with an address of somebody in people, and build the release from that.',
    };
  }
  return {
    kind: 'unmappedAddress',
    repository,
    commit,
    message: `${at}: the ${role}'s address ${JSON.stringify(fact.email)} belongs to nobody in this workspace.`,
    wayOut:
      'Add the address to its person in people, or to its bot in bots; the change of that file shows who did.',
  };
}

function toOnlyBots(repository: string, commit: string, bots: readonly string[]): ImplementerFinding {
  return {
    kind: 'onlyBots',
    repository,
    commit,
    message: `${repository} ${commit.slice(0, 12)} was written by ${bots.join(', ')}, and names nobody who wrote it.`,
    wayOut:
      'Let squash merges name their authors (Co-authored-by), or say writes: true of a bot that changes code of its own.',
  };
}
