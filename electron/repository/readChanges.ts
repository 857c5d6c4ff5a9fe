import { simpleGit } from 'simple-git';
import type { ChangedCommit, ChangeSet } from '../../shared/contract/changesArea.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { commitFormat, parseCommits } from './parseCommits.ts';

const maxListed = 500;
const timeoutMs = 30_000;

/**
 * What `head` brings beyond the bases: every commit that at least one base does not contain. Names and
 * addresses are the raw ones (`%ae`, not `%aE`): a `.mailmap` inside the repository must not rename anybody, and
 * `--no-replace-objects` lets no `refs/replace` show another history than the one that is built from.
 * @throws Fault NOT_FOUND when the folder is no repository, or a commit is not in it.
 */
export async function readChanges(of: {
  readonly directory: string;
  readonly bases: readonly string[];
  readonly head: string;
  readonly signal?: AbortSignal;
}): Promise<ChangeSet> {
  const git = simpleGit({
    baseDir: await requireFolder(of.directory),
    timeout: { block: timeoutMs },
    ...(of.signal ? { abort: of.signal } : {}),
  });
  const ask = (...args: string[]): Promise<string> => git.raw(['--no-replace-objects', ...args]);

  for (const commit of [...of.bases, of.head]) await requireCommit(ask, commit, of.directory);
  const ranges = await Promise.all(of.bases.map((base) => listRange(ask, base, of.head)));
  const wanted = new Set(of.bases.length === 0 ? [of.head] : ranges.flat());
  const commits = wanted.size === 0 ? [] : await readCommits(ask, of, wanted);
  const notAncestors = await findNotAncestors(ask, of.bases, of.head);
  return {
    commits: commits.slice(0, maxListed),
    isCut: commits.length > maxListed,
    totalCommits: commits.length,
    notAncestors,
  };
}

type Ask = (...args: string[]) => Promise<string>;

async function requireFolder(directory: string): Promise<string> {
  try {
    await simpleGit({ baseDir: directory }).raw(['rev-parse', '--git-dir']);
    return directory;
  } catch (error) {
    throw new Fault('NOT_FOUND', `${directory} is no Git repository.`, {
      wayOut: 'Clone the repository there, or correct the service\u2019s "repository" in signalbox.yaml.',
      cause: error,
    });
  }
}

async function requireCommit(ask: Ask, commit: string, directory: string): Promise<void> {
  try {
    await ask('cat-file', '-e', `${commit}^{commit}`);
  } catch (error) {
    throw new Fault('NOT_FOUND', `The repository ${directory} has no commit ${commit.slice(0, 12)}.`, {
      wayOut: 'Fetch it into that repository, then look again.',
      cause: error,
    });
  }
}

async function listRange(ask: Ask, base: string, head: string): Promise<string[]> {
  const text = await ask('rev-list', `${base}..${head}`);
  return text.split('\n').filter((line) => line !== '');
}

/** Git's own order, newest first, cut to the commits that are wanted. */
async function readCommits(
  ask: Ask,
  of: { readonly bases: readonly string[]; readonly head: string },
  wanted: ReadonlySet<string>,
): Promise<ChangedCommit[]> {
  const limit = of.bases.length === 0 ? ['--max-count=1'] : [];
  const text = await ask(
    'log',
    '--no-mailmap',
    '--topo-order',
    '-z',
    `--format=${commitFormat}`,
    ...limit,
    of.head,
    ...stopAt(of.bases),
  );
  return parseCommits(text).filter((commit) => wanted.has(commit.commit));
}

/** With one base the walk ends there; with several, only where all of them have been. */
function stopAt(bases: readonly string[]): string[] {
  return bases.length === 1 ? bases.map((base) => `^${base}`) : [];
}

async function findNotAncestors(ask: Ask, bases: readonly string[], head: string): Promise<string[]> {
  const missing = await Promise.all(
    bases.map(async (base) =>
      (await ask('rev-list', '--max-count=1', `${head}..${base}`)).trim() === '' ? [] : [base],
    ),
  );
  return missing.flat();
}
