import { Fault } from '../../shared/protocol/fault.ts';
import { askGit } from './implementers/gitProcess.ts';

export interface CommitFile {
  /** From the repository's root, with slashes; safe to be written below any folder. */
  readonly path: string;
  readonly kind: 'file' | 'program' | 'link';
  /** The blob that holds the bytes, or what a link says. */
  readonly id: string;
  readonly sizeBytes: number;
}

export interface CommitPlace {
  /** Folder of a clone. */
  readonly directory: string;
  /** A full commit id. */
  readonly commit: string;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

const maxFiles = 20_000;
const maxTotalBytes = 256 * 1024 * 1024;

/**
 * Every file of a commit, as its trees say; neither attributes nor the working tree have a part in it.
 * @throws Fault NOT_FOUND when there is no such repository or commit; INVALID_INPUT when a name is not safe to be written, or
 * when something is in it that is no file.
 */
export async function listCommitFiles(place: CommitPlace, options: Options = {}): Promise<CommitFile[]> {
  await requireCommit(place, options);
  const args = ['ls-tree', '-r', '-z', '-l', '--full-tree', place.commit];
  const asked = await askGit(place.directory, args, options);
  if (asked.exitCode !== 0) {
    throw new Fault('INTERNAL', `Git cannot list ${place.commit}: ${asked.stderr.trim().slice(0, 300)}`);
  }
  const files = parseTree(asked.stdoutBytes, place);
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (files.length > maxFiles || totalBytes > maxTotalBytes) {
    throw new Fault(
      'INVALID_INPUT',
      `The commit ${place.commit.slice(0, 12)} of ${place.directory} has ${files.length} files of ${totalBytes} bytes: too much to copy.`,
      {
        wayOut: `At most ${maxFiles} files and ${maxTotalBytes} bytes: keep playbooks in a repository of their own.`,
      },
    );
  }
  return files;
}

async function requireCommit({ directory, commit }: CommitPlace, options: Options): Promise<void> {
  const isThere = await askGit(directory, ['rev-parse', '--git-dir'], options).then(
    (it) => it.exitCode === 0,
    (error: unknown) => {
      // A folder that does not exist cannot be entered, and looks as if Git were missing.
      if (error instanceof Fault && error.code === 'INTERNAL') return false;
      throw error;
    },
  );
  if (!isThere) {
    throw new Fault('NOT_FOUND', `${directory} is no Git repository.`, {
      wayOut: 'Clone the repository there, or correct "repository" in signalbox.yaml.',
    });
  }
  const asked = await askGit(directory, ['cat-file', '-e', `${commit}^{commit}`], options);
  if (asked.exitCode === 0) return;
  throw new Fault('NOT_FOUND', `The repository ${directory} has no commit ${commit.slice(0, 12)}.`, {
    wayOut: `Bring it there (git -C ${directory} fetch origin), or correct "commit" in signalbox.yaml.`,
  });
}

/** `MODE TYPE ID SIZE TAB PATH NUL`, see git-ls-tree(1). */
export function parseTree(bytes: Uint8Array, { commit }: Pick<CommitPlace, 'commit'>): CommitFile[] {
  const text = decode(bytes, commit);
  return text
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry): CommitFile => {
      const [head = '', path = ''] = splitAt(entry, '\t');
      const [mode, type, id = '', size = ''] = head.split(/ +/);
      const kind = kindOf(mode);
      if (type === 'commit') throw refuse(commit, path, 'is a submodule, whose files are not in the commit');
      if (!kind || type !== 'blob') throw refuse(commit, path, 'is neither a file nor a link');
      const reason = reasonAgainst(path);
      if (reason) throw refuse(commit, path, reason);
      return { path, kind, id, sizeBytes: Number(size) };
    });
}

function decode(bytes: Uint8Array, commit: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('INVALID_INPUT', `A name in the commit ${commit.slice(0, 12)} is no UTF-8.`, {
      cause: error,
    });
  }
}

function splitAt(text: string, mark: string): string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function kindOf(mode: string | undefined): CommitFile['kind'] | undefined {
  switch (mode) {
    case '100644':
    case '100664':
      return 'file';
    case '100755':
      return 'program';
    case '120000':
      return 'link';
    default:
      return undefined;
  }
}

/** Git itself refuses such names when it checks out, but not when it lists. */
function reasonAgainst(path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return 'has control characters in its name';
  if (path.includes('\\')) return 'has a backslash in its name';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return 'leads out of the folder';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'would be a repository of its own';
  return undefined;
}

function refuse(commit: string, path: string, reason: string): Fault {
  return new Fault(
    'INVALID_INPUT',
    `${JSON.stringify(path.slice(0, 200))} in the commit ${commit.slice(0, 12)} ${reason}.`,
    { wayOut: 'Take it out of the repository, and name the commit that has it no more.' },
  );
}
