import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { ImplementerFinding } from '../../../shared/model/implementer.ts';
import { askGit } from './gitProcess.ts';

/** The part of one repository that a release brings. */
export interface RepositoryRange {
  /** What people call it. */
  readonly name: string;
  readonly directory: string;
  /**
   * The commits that are really deployed, as observed on the hosts; never a tag or a branch, which can be moved. `nothing` where
   * no host has a release yet: then all of the history counts.
   */
  readonly deployed: readonly string[] | 'nothing';
  /** The commit that the release was built from. */
  readonly head: string;
}

type Options = { readonly signal?: AbortSignal | undefined };
type Refuse = (
  kind: ImplementerFinding['kind'],
  message: string,
  wayOut: string,
  commit?: string,
) => ImplementerFinding;

/** What forbids to compute a range at all. Empty when it can be read; whether it holds any commit is seen then. */
export async function checkRange(range: RepositoryRange, options: Options): Promise<ImplementerFinding[]> {
  const refuse: Refuse = (kind, message, wayOut, commit) => ({
    kind,
    repository: range.name,
    ...(commit === undefined ? {} : { commit }),
    message: `${range.name}: ${message}`,
    wayOut,
  });
  const repository = await checkRepository(range, refuse, options);
  if (repository.length > 0) return repository;
  const bases = range.deployed === 'nothing' ? [] : range.deployed;
  if (range.deployed !== 'nothing' && bases.length === 0) {
    return [
      refuse(
        'unknownBase',
        'it is not known what is deployed, so nobody can tell what this release changes.',
        'Look at the hosts again until their releases are known.',
      ),
    ];
  }
  const missing = await checkCommits(range, [...bases, range.head], refuse, options);
  return missing.length > 0 ? missing : await checkDescent(range, bases, refuse, options);
}

async function checkRepository(
  range: RepositoryRange,
  refuse: Refuse,
  options: Options,
): Promise<ImplementerFinding[]> {
  const isFolder = await stat(range.directory).then(
    (it) => it.isDirectory(),
    () => false,
  );
  const asked = isFolder
    ? await askGit(range.directory, ['rev-parse', '--git-common-dir', '--is-shallow-repository'], options)
    : undefined;
  if (asked?.exitCode !== 0) {
    return [
      refuse('noRepository', `${range.directory} is no Git repository.`, 'Clone the repository there.'),
    ];
  }
  const [gitFolder = '', isShallow] = asked.stdout.trim().split('\n');
  if (isShallow !== 'false') {
    return [
      refuse(
        'shallowHistory',
        'it is a shallow clone, whose history is cut.',
        'Run git fetch --unshallow there.',
      ),
    ];
  }
  const folder = isAbsolute(gitFolder) ? gitFolder : join(range.directory, gitFolder);
  const grafts = await stat(join(folder, 'info', 'grafts')).then(
    () => true,
    () => false,
  );
  if (!grafts) return [];
  return [
    refuse(
      'grafts',
      'info/grafts gives commits other parents than they have.',
      `Remove ${folder}/info/grafts.`,
    ),
  ];
}

async function checkCommits(
  range: RepositoryRange,
  commits: readonly string[],
  refuse: Refuse,
  options: Options,
): Promise<ImplementerFinding[]> {
  const findings: ImplementerFinding[] = [];
  for (const commit of new Set(commits)) {
    // Full ids only: names can be moved, and must not be read as options.
    const isId = /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit);
    const asked = isId ? await askGit(range.directory, ['cat-file', '-t', commit], options) : undefined;
    if (asked?.stdout.trim() === 'commit') continue;
    const message = `there is no commit ${JSON.stringify(commit.slice(0, 12))}.`;
    findings.push(
      refuse('missingCommit', message, 'Fetch it into that repository.', isId ? commit : undefined),
    );
  }
  return findings;
}

async function checkDescent(
  range: RepositoryRange,
  bases: readonly string[],
  refuse: Refuse,
  options: Options,
): Promise<ImplementerFinding[]> {
  const findings: ImplementerFinding[] = [];
  for (const base of new Set(bases)) {
    const asked = await askGit(range.directory, ['merge-base', '--is-ancestor', base, range.head], options);
    if (asked.exitCode === 0) continue;
    findings.push(
      refuse(
        'notDescended',
        `${range.head.slice(0, 12)} does not descend from ${base.slice(0, 12)}, which is deployed: it would take changes away.`,
        'Build the release from a commit that contains what is deployed, or go back by a rollback.',
        base,
      ),
    );
  }
  return findings;
}
