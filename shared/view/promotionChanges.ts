import type { ChangedCommit, ChangeSet } from '../contract/changesArea.ts';
import type { BaseGroup, HostBase } from './promotionBases.ts';

/** What a promotion brings, told by the people who wrote it. */
export interface ChangeStory {
  /** By number of commits, most first. Names are as the commits state them; nobody is mapped or merged. */
  readonly people: readonly ChangePerson[];
  /** In the order of their first mention, newest commit first. */
  readonly tickets: readonly { readonly ticket: string; readonly commits: number }[];
  readonly totalCommits: number;
  readonly listedCommits: number;
}

export interface ChangePerson {
  readonly name: string;
  readonly email: string;
  /** Newest first. */
  readonly commits: readonly ChangedCommit[];
  /** Commits of others that name this person: as co-author, by sign-off, or as who committed it. */
  readonly helpedWith: number;
}

export function changeStoryOf(changes: ChangeSet): ChangeStory {
  return {
    people: peopleOf(changes.commits),
    tickets: ticketsOf(changes.commits),
    totalCommits: changes.totalCommits,
    listedCommits: changes.commits.length,
  };
}

function peopleOf(commits: readonly ChangedCommit[]): readonly ChangePerson[] {
  const people = new Map<string, { name: string; email: string; commits: ChangedCommit[]; helped: number }>();
  const find = ({ name, email }: ChangedCommit['author']) => {
    const key = `${name}\n${email}`;
    const found = people.get(key) ?? { name, email, commits: [], helped: 0 };
    people.set(key, found);
    return found;
  };
  for (const commit of commits) {
    const author = find(commit.author);
    author.commits.push(commit);
    const others = new Set([commit.committer, ...commit.coAuthors].map(find));
    others.delete(author);
    for (const other of others) other.helped += 1;
  }
  return [...people.values()]
    .map(({ helped, ...person }) => ({ ...person, helpedWith: helped }))
    .toSorted((a, b) => b.commits.length - a.commits.length || b.helpedWith - a.helpedWith);
}

function ticketsOf(commits: readonly ChangedCommit[]): ChangeStory['tickets'] {
  const counts = new Map<string, number>();
  for (const ticket of commits.flatMap((commit) => commit.tickets)) {
    counts.set(ticket, (counts.get(ticket) ?? 0) + 1);
  }
  return [...counts].map(([ticket, count]) => ({ ticket, commits: count }));
}

/** Something about the change that a person should know before going on. */
export interface ChangeWarning {
  readonly kind: 'stepBack' | 'empty' | 'sameBuild' | 'unknownHosts' | 'noBase' | 'cut';
  readonly title: string;
  readonly detail: string;
}

/** @param changes `undefined` while they are not known. */
export function changeWarningsOf(of: {
  readonly changes: ChangeSet | undefined;
  readonly bases: readonly HostBase[];
  readonly groups: readonly BaseGroup[];
  readonly head: { readonly version: string; readonly artifactSha256: string };
}): readonly ChangeWarning[] {
  const { changes, bases, groups, head } = of;
  return [
    ...(changes ? stepsBack(changes, groups, head.version) : []),
    ...sameBuild(groups, head),
    ...(changes && groups.length > 0 ? emptyOrCut(changes, groups, head) : []),
    ...unknownHosts(bases, groups),
  ];
}

function stepsBack(changes: ChangeSet, groups: readonly BaseGroup[], version: string): ChangeWarning[] {
  return groups
    .filter((group) => changes.notAncestors.includes(group.commit))
    .map((group) => ({
      kind: 'stepBack',
      title: `A step back from ${group.version}`,
      detail: `${version} does not contain everything that ${namesOf(group.hosts)} ${verb(group.hosts)} now: what ${group.version} has beyond it will be gone there.`,
    }));
}

function sameBuild(
  groups: readonly BaseGroup[],
  head: { readonly version: string; readonly artifactSha256: string },
): ChangeWarning[] {
  return groups
    .filter((group) => group.artifactSha256 === head.artifactSha256)
    .map((group) => ({
      kind: 'sameBuild',
      title: `${namesOf(group.hosts)} ${verb(group.hosts)} ${head.version} already`,
      detail: 'The very same bytes. Such a host is left alone when it is healthy and in service.',
    }));
}

function emptyOrCut(
  changes: ChangeSet,
  groups: readonly BaseGroup[],
  head: { readonly artifactSha256: string },
): ChangeWarning[] {
  const isNewBuild = groups.some((group) => group.artifactSha256 !== head.artifactSha256);
  const isStepBack = changes.notAncestors.length > 0;
  return [
    ...(changes.totalCommits === 0 && isNewBuild && !isStepBack
      ? [
          {
            kind: 'empty' as const,
            title: 'No commit lies between',
            detail: 'Other bytes were built from the same commit: Git cannot say what is different in them.',
          },
        ]
      : []),
    ...(changes.isCut
      ? [
          {
            kind: 'cut' as const,
            title: `Only the newest ${changes.commits.length} of ${changes.totalCommits} commits are listed`,
            detail: 'People and tickets are those of the listed commits.',
          },
        ]
      : []),
  ];
}

function unknownHosts(bases: readonly HostBase[], groups: readonly BaseGroup[]): ChangeWarning[] {
  const unseen = bases.filter((base) => base.kind === 'notSeen' || base.kind === 'notLooked');
  const known = groups.length > 0;
  return [
    ...(unseen.length > 0
      ? [
          {
            kind: 'unknownHosts' as const,
            title: `${namesOf(unseen.map((base) => base.host))}: not known what runs there`,
            detail: known
              ? 'What it changes there may be more than what is listed.'
              : 'Without it nothing can be said of what changes.',
          },
        ]
      : []),
    ...(!known && unseen.length === 0
      ? [
          {
            kind: 'noBase' as const,
            title: 'Nothing of this service is installed yet',
            detail: 'A first release: there is nothing to compare it with.',
          },
        ]
      : []),
  ];
}

const namedHosts = 3;

/** `web-1, web-2`, `web-1, web-2, web-3 and 4 more`. */
export function namesOf(hosts: readonly string[]): string {
  if (hosts.length <= namedHosts + 1) return hosts.join(', ');
  return `${hosts.slice(0, namedHosts).join(', ')} and ${hosts.length - namedHosts} more`;
}

function verb(hosts: readonly string[]): string {
  return hosts.length === 1 ? 'runs' : 'run';
}
