import { Fault } from '../../../shared/protocol/fault.ts';
import { type CommitObject, parseCommitObject } from './parseCommitObject.ts';
import { endOnAbort, requireNotAborted, spawnGit, whenEnded } from './gitProcess.ts';

export interface CommitStream {
  readonly directory: string;
  /** Arguments of `git rev-list` that name the range. */
  readonly range: readonly string[];
  readonly onCommit: (commit: CommitObject) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every commit of a range, as raw objects: `git rev-list | git cat-file --batch`. What arrives is read chunk by chunk, so that
 * nothing else waits longer than one chunk takes.
 * @returns how many there were. @throws Fault INTERNAL when Git ends early or answers in another shape; CANCELLED.
 */
export async function streamCommits({ directory, range, onCommit, signal }: CommitStream): Promise<number> {
  requireNotAborted(signal);
  const list = spawnGit(directory, ['rev-list', ...range, '--']);
  const objects = spawnGit(directory, ['cat-file', '--batch', '--buffer']);
  const children = [list, objects];
  const releases = children.map((it) => endOnAbort(it, signal));
  const words: string[] = [];
  for (const child of children) {
    child.stdin.on('error', () => undefined);
    child.stderr.on('data', (chunk: Buffer) => void words.push(chunk.toString('utf8')));
  }
  list.stdin.end();
  list.stdout.pipe(objects.stdin);
  const listed = countLines(list.stdout);
  const ended = Promise.all(children.map(whenEnded));
  const read = createBatchReader(onCommit);
  try {
    const reading = (async () => {
      for await (const chunk of objects.stdout) read.push(chunk as Buffer);
    })();
    const [exitCodes] = await Promise.all([ended, reading]);
    requireNotAborted(signal);
    // Fewer read than listed, or any failure, would be people who are missing.
    if (exitCodes.some((it) => it !== 0) || !read.isAtEnd() || read.count() !== listed())
      throw refuse(words.join(''));
    return read.count();
  } finally {
    for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
    for (const release of releases) release();
  }
}

function countLines(stream: NodeJS.ReadableStream): () => number {
  let lines = 0;
  stream.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 10) lines += 1;
  });
  return () => lines;
}

interface BatchReader {
  push(chunk: Buffer): void;
  count(): number;
  isAtEnd(): boolean;
}

/** gitformat of `cat-file --batch`: `ID TYPE SIZE LF bytes LF`. */
function createBatchReader(onCommit: (commit: CommitObject) => void): BatchReader {
  let pending: Buffer = Buffer.alloc(0);
  let count = 0;

  function takeOne(): boolean {
    const lineEnd = pending.indexOf(10);
    if (lineEnd < 0) return false;
    const header = pending.toString('latin1', 0, lineEnd);
    const match = /^([0-9a-f]{40,64}) commit (\d+)$/.exec(header);
    if (!match) throw refuse(header);
    const start = lineEnd + 1;
    const end = start + Number(match[2]);
    if (pending.length < end + 1) return false;
    onCommit(parseCommitObject(match[1] ?? '', pending.subarray(start, end)));
    pending = pending.subarray(end + 1);
    count += 1;
    return true;
  }

  return {
    push(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (takeOne());
    },
    count: () => count,
    isAtEnd: () => pending.length === 0,
  };
}

function refuse(words: string): Fault {
  return new Fault(
    'INTERNAL',
    `Git did not tell all commits: ${words.trim().slice(0, 500) || 'it ended early'}`,
    {
      wayOut: 'Run git fsck in the repository, and fetch what is missing.',
    },
  );
}
