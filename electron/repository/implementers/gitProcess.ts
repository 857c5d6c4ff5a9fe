import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Fault } from '../../../shared/protocol/fault.ts';

/**
 * Git as it must be asked for evidence: no replaced objects, no grafts, no commit-graph file (whose parents are a copy that can
 * lie), no lazy fetching, no locks. No configuration can recode or rename, since only raw objects are read. Beside simple-git, which
 * gives whole texts only, since 20,000 commits are streamed.
 */
export function spawnGit(directory: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const own = ['--no-replace-objects', '--no-optional-locks', '-c', 'core.commitGraph=false'];
  const { PATH, HOME } = process.env;
  return spawn('git', [...own, ...args], {
    cwd: directory,
    env: {
      ...(PATH ? { PATH } : {}),
      ...(HOME ? { HOME } : {}),
      LC_ALL: 'C',
      GIT_GRAFT_FILE: '/dev/null',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_NO_LAZY_FETCH: '1',
      GIT_TERMINAL_PROMPT: '0',
      // Else rev-list writes to its pipe for each commit (git(1), GIT_FLUSH).
      GIT_FLUSH: '0',
    },
  });
}

/** Ends `child` with the signal; the returned function takes that back. */
export function endOnAbort(
  child: ChildProcessWithoutNullStreams,
  signal: AbortSignal | undefined,
): () => void {
  const end = (): void => void child.kill('SIGTERM');
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  return () => signal?.removeEventListener('abort', end);
}

export interface GitAnswer {
  readonly exitCode: number | undefined;
  /** As UTF-8; what is not that becomes U+FFFD. */
  readonly stdout: string;
  readonly stdoutBytes: Buffer;
  readonly stderr: string;
}

/** For short answers. @throws Fault CANCELLED, INTERNAL when Git cannot be started. */
export async function askGit(
  directory: string,
  args: readonly string[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<GitAnswer> {
  const child = spawnGit(directory, args);
  const release = endOnAbort(child, signal);
  child.stdin.on('error', () => undefined);
  child.stdin.end();
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => void stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => void stderr.push(chunk));
  try {
    const exitCode = await whenEnded(child);
    requireNotAborted(signal);
    const stdoutBytes = Buffer.concat(stdout);
    const text = Buffer.concat(stderr).toString('utf8');
    return { exitCode, stdout: stdoutBytes.toString('utf8'), stdoutBytes, stderr: text };
  } finally {
    release();
  }
}

export function whenEnded(child: ChildProcessWithoutNullStreams): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  child.once('close', (code) => resolve(code ?? undefined));
  child.once('error', (error) =>
    reject(new Fault('INTERNAL', `Git cannot be started: ${error.message}`, { cause: error })),
  );
  return promise;
}

export function requireNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new Fault('CANCELLED', 'Reading the Git repository was cancelled.', { retryable: true });
}
