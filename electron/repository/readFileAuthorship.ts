import { createHash } from 'node:crypto';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileAuthorship } from '../../shared/model/fileAuthorship.ts';
import { askGit } from './implementers/gitProcess.ts';
import { parseCommitSummary } from './parseCommitSummary.ts';

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Who made each of these files what it is now, in the order of `files`.
 * @param of `directory`: the workspace, whose repository is asked; `files`: absolute, or relative to it.
 * @throws Fault CANCELLED, INTERNAL when Git cannot be started.
 */
export async function readFileAuthorship(
  of: { readonly directory: string; readonly files: readonly string[] },
  options: Options = {},
): Promise<readonly FileAuthorship[]> {
  const repository = await readRepository(of.directory, options);
  return Promise.all(
    of.files.map((file) =>
      repository.kind === 'found'
        ? readOne(repository, resolve(of.directory, file), options)
        : Promise.resolve(repository),
    ),
  );
}

interface Repository {
  readonly kind: 'found';
  readonly root: string;
  readonly isShallow: boolean;
  /** The full id; none before the first commit. */
  readonly head: string | undefined;
}

async function readRepository(
  directory: string,
  options: Options,
): Promise<Repository | Exclude<FileAuthorship, { kind: 'committed' }>> {
  const isFolder = await lstat(join(directory, '.')).then(
    (it) => it.isDirectory(),
    () => false,
  );
  if (!isFolder) return { kind: 'noRepository' };
  const asked = await askGit(directory, ['rev-parse', '--show-toplevel'], options);
  if (asked.exitCode !== 0) {
    return asked.stderr.includes('not a git repository')
      ? { kind: 'noRepository' }
      : unknown(`Git does not read this repository: ${asked.stderr.trim().slice(0, 300)}`);
  }
  // One line, but a folder's name may hold others.
  const root = asked.stdout.replace(/\n$/, '');
  const shallow = await askGit(root, ['rev-parse', '--is-shallow-repository'], options);
  const head = await askGit(root, ['rev-parse', '--quiet', '--verify', 'HEAD^{commit}'], options);
  return {
    kind: 'found',
    root: await realpath(root),
    isShallow: shallow.stdout.trim() !== 'false',
    head: head.exitCode === 0 ? head.stdout.trim() : undefined,
  };
}

async function readOne(repository: Repository, file: string, options: Options): Promise<FileAuthorship> {
  const path = await pathInside(repository.root, file);
  if (path === undefined) return { kind: 'noRepository' };
  const { head } = repository;
  const recorded = head === undefined ? undefined : await readTreeEntry(repository, head, path, options);
  if (head === undefined || !recorded) return { kind: 'uncommitted' };
  if (recorded.mode === '120000') return unknown(`${path} is a link, and what it leads to is elsewhere`);
  const isTheSame = (await readObjectId(file, recorded.id)) === recorded.id;
  if (!isTheSame) return { kind: 'uncommitted' };
  if (repository.isShallow) return unknown('the history is cut: run git fetch --unshallow there');
  return readNewestChange(repository.root, head, path, options);
}

/** Folders may be links, the file itself is judged as it is. `undefined` outside of the repository. */
async function pathInside(root: string, file: string): Promise<string | undefined> {
  const folder = await realpath(dirname(file)).catch(() => dirname(file));
  const way = relative(root, join(folder, basename(file)));
  const isOutside = way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
  return isOutside ? undefined : way.split(sep).join('/');
}

/** Names are taken literally: `:(glob)*` or `*.yaml` is a file like any other. */
const literally = '--literal-pathspecs';

async function readTreeEntry(
  { root }: Repository,
  head: string,
  path: string,
  options: Options,
): Promise<{ readonly mode: string; readonly id: string } | undefined> {
  const asked = await askGit(root, [literally, 'ls-tree', '-z', '--full-tree', head, '--', path], options);
  const match = /^(\d{6}) blob ([0-9a-f]+)\t/.exec(asked.stdout);
  const [, mode, id] = match ?? [];
  return mode === undefined || id === undefined ? undefined : { mode, id };
}

/**
 * The id that Git would give these very bytes; not `git status`, which believes marks in the index (assume-unchanged) and filters
 * that attributes name. A length of 64 says that the repository uses SHA-256.
 */
async function readObjectId(file: string, like: string): Promise<string | undefined> {
  const isFile = await lstat(file).then(
    (it) => it.isFile(),
    () => false,
  );
  if (!isFile) return undefined;
  const bytes = await readFile(file);
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Git's simplified history ends at the commit that made the file differ from each of its parents. */
async function readNewestChange(
  root: string,
  head: string,
  path: string,
  options: Options,
): Promise<FileAuthorship> {
  const asked = await askGit(root, [literally, 'rev-list', '--max-count=1', head, '--', path], options);
  const commit = asked.stdout.trim();
  if (asked.exitCode !== 0 || commit === '') {
    return unknown(`Git finds no commit for ${path}: ${asked.stderr.trim().slice(0, 300)}`);
  }
  const object = await askGit(root, ['cat-file', 'commit', commit], options);
  const summary = object.exitCode === 0 ? parseCommitSummary(object.stdoutBytes) : undefined;
  if (!summary) return unknown(`the commit ${commit.slice(0, 12)} does not say clearly who made it`);
  return { kind: 'committed', commit, ...summary };
}

function unknown(why: string): Extract<FileAuthorship, { kind: 'unknown' }> {
  return { kind: 'unknown', why };
}
