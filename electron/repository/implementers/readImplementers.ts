import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type {
  ImplementedCommit,
  ImplementerFinding,
  ImplementerRange,
  Implementers,
  ImplementersAnswer,
} from '../../../shared/model/implementer.ts';
import type { Roster } from '../../../shared/model/person.ts';
import { askGit } from './gitProcess.ts';
import { checkRange, type RepositoryRange } from './checkRange.ts';
import { type AddressBook, createAddressBook, mapCommit } from './mapFacts.ts';
import { streamCommits } from './streamCommits.ts';

const maxFindings = 100;

/**
 * Everyone who had a hand in a release: author, committer, co-authors, signers-off and mergers of every commit between what
 * is really deployed and the candidate, in every repository of the release. It is complete, or it is `blocked` and names
 * each commit or range that cannot be told. Read from the raw objects, by their ids: no mailmap, no replaced objects, no
 * grafts, no first-parent. With several deployed commits every commit counts that at least one of them lacks.
 * @throws Fault INTERNAL when Git fails midway; CANCELLED.
 */
export async function readImplementers(
  of: { readonly repositories: readonly RepositoryRange[]; readonly roster: Roster },
  options: { readonly signal?: AbortSignal } = {},
): Promise<ImplementersAnswer> {
  const book = createAddressBook(of.roster);
  const findings: ImplementerFinding[] = of.repositories.length === 0 ? [noRepositories] : [];
  const hands = createHands();
  const ranges: ImplementerRange[] = [];
  for (const repository of of.repositories) {
    const found = await checkRange(repository, options);
    findings.push(...found);
    if (found.length > 0) continue;
    const totalCommits = await readRange(repository, book, hands, findings, options.signal);
    if (totalCommits === 0) findings.push(toEmptyRange(repository));
    else ranges.push(toRange(repository, totalCommits));
  }
  if (findings.length > 0) return { kind: 'blocked', findings: findings.slice(0, maxFindings) };
  return { kind: 'known', implementers: await toImplementers(ranges, hands) };
}

const noRepositories: ImplementerFinding = {
  kind: 'noRepository',
  repository: '(none)',
  message: 'The release names no repository, so nobody can tell who wrote it.',
  wayOut: 'Say the service\u2019s "repository" in signalbox.yaml.',
};

type Hands = Record<'people' | 'bots', Map<string, ImplementedCommit[]>>;
const createHands = (): Hands => ({ people: new Map(), bots: new Map() });

async function readRange(
  repository: RepositoryRange,
  book: AddressBook,
  hands: Hands,
  findings: ImplementerFinding[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const bases = repository.deployed === 'nothing' ? [] : [...new Set(repository.deployed)];
  const note = (to: Map<string, ImplementedCommit[]>, name: string, entry: ImplementedCommit): void => {
    const known = to.get(name);
    if (known) known.push(entry);
    else to.set(name, [entry]);
  };
  return await streamCommits({
    directory: repository.directory,
    range: [repository.head, ...(await excludeCommon(repository, bases, signal))],
    signal,
    onCommit(object) {
      const { commit } = object;
      const mapped = mapCommit(repository.name, object, book);
      if (findings.length < maxFindings) findings.push(...mapped.findings);
      const entry = (roles: ImplementedCommit['roles']): ImplementedCommit => ({
        repository: repository.name,
        commit,
        roles: roles.toSorted(),
      });
      for (const [name, roles] of mapped.people) note(hands.people, name, entry(roles));
      for (const [name, roles] of mapped.bots) note(hands.bots, name, entry(roles));
    },
  });
}

/**
 * What every deployed commit has in common is left out; all else is new to some host. Each is an ancestor of the head by now, so
 * with one of them this is `base..head`.
 */
async function excludeCommon(
  repository: RepositoryRange,
  bases: readonly string[],
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (bases.length < 2) return bases.map((it) => `^${it}`);
  const asked = await askGit(repository.directory, ['merge-base', '--octopus', '--all', ...bases], {
    signal,
  });
  // Exit code 1 with no words: they have nothing in common, so nothing is left out.
  return asked.stdout
    .split('\n')
    .filter((it) => it !== '')
    .map((it) => `^${it}`);
}

function toRange(repository: RepositoryRange, totalCommits: number): ImplementerRange {
  const bases = repository.deployed === 'nothing' ? [] : [...new Set(repository.deployed)].toSorted();
  return { bases, head: repository.head, repository: repository.name, totalCommits };
}

/** With nobody to exclude, everybody could approve: a range without commits is a mistake, or a trick. */
function toEmptyRange(repository: RepositoryRange): ImplementerFinding {
  return {
    kind: 'emptyRange',
    repository: repository.name,
    message: `${repository.name}: there is no commit between what is deployed and ${repository.head.slice(0, 12)}.`,
    wayOut:
      'If that commit runs already, there is nothing to promote; else correct the release file\u2019s commit.',
  };
}

/** Keys are in alphabetical order all the way down, so that this JSON is the canonical one. */
async function toImplementers(ranges: readonly ImplementerRange[], hands: Hands): Promise<Implementers> {
  const content = {
    bots: await toSortedList(hands.bots, (bot, commits) => ({ bot, commits })),
    people: await toSortedList(hands.people, (person, commits) => ({ commits, person })),
    ranges: ranges.toSorted((a, b) => compareText(a.repository, b.repository)),
    totalCommits: ranges.reduce((sum, it) => sum + it.totalCommits, 0),
  };
  return { ...content, sha256: await toSha256(content) };
}

/** Of the JSON of all of it, which is megabytes for a long history: written person by person, with a turn for others between. */
async function toSha256({
  bots,
  people,
  ranges,
  totalCommits,
}: Omit<Implementers, 'sha256'>): Promise<string> {
  const hash = createHash('sha256');
  for (const [before, list] of [
    ['{"bots":[', bots],
    ['],"people":[', people],
  ] as const) {
    hash.update(before);
    for (const [index, it] of list.entries()) {
      hash.update(`${index === 0 ? '' : ','}${JSON.stringify(it)}`);
      await setImmediate();
    }
  }
  hash.update(`],"ranges":${JSON.stringify(ranges)},"totalCommits":${totalCommits}}`);
  return hash.digest('hex');
}

/** Gives others a turn after each person: one who wrote thousands of commits is a few milliseconds of sorting. */
async function toSortedList<T>(
  hands: ReadonlyMap<string, readonly ImplementedCommit[]>,
  build: (name: string, commits: ImplementedCommit[]) => T,
): Promise<T[]> {
  const list: T[] = [];
  for (const [name, commits] of [...hands].toSorted(([a], [b]) => compareText(a, b))) {
    list.push(build(name, commits.toSorted(compareCommits).map(inKeyOrder)));
    await setImmediate();
  }
  return list;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const compareCommits = (a: ImplementedCommit, b: ImplementedCommit): number =>
  compareText(a.repository, b.repository) || compareText(a.commit, b.commit);

const inKeyOrder = ({ commit, repository, roles }: ImplementedCommit): ImplementedCommit => ({
  commit,
  repository,
  roles,
});
