import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '../../../shared/protocol/fault.ts';

const maxOutputBytes = 65_536;
const killAfterMs = 2_000;

export interface SshKeygenRun {
  readonly args: readonly string[];
  /** Goes to standard input, which is then closed. */
  readonly input: Uint8Array;
  readonly timeoutMs: number;
  /** Nothing but this and PATH, HOME and the C locale is handed on. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Two more pipes, 3 from the child and 4 to it, are handed to this as soon as the child runs. */
  readonly onPipes?: (child: ChildProcess) => void;
}

export interface SshKeygenResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly end: 'exited' | 'timedOut' | 'cancelled';
}

/**
 * Runs the stock `ssh-keygen` by argument list, never through a shell. A passphrase asked for at a terminal would hang a
 * desktop, so the child gets a session of its own, without one; its whole group ends with it.
 * @throws Fault UNSUPPORTED when there is no ssh-keygen.
 */
export async function runSshKeygen(
  run: SshKeygenRun,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<SshKeygenResult> {
  if (signal?.aborted) return { exitCode: undefined, stdout: '', stderr: '', end: 'cancelled' };
  const child = spawn('ssh-keygen', run.args, {
    detached: true,
    env: toEnvironment(run.environment),
    stdio: run.onPipes ? ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'] : ['pipe', 'pipe', 'pipe'],
  });
  const ending = Promise.withResolvers<number | undefined>();
  child.once('error', (error) => ending.reject(toSpawnFault(error)));
  child.once('close', (code) => ending.resolve(code ?? undefined));

  let end: SshKeygenResult['end'] = 'exited';
  const stop = (why: 'timedOut' | 'cancelled'): void => {
    if (end !== 'exited') return;
    end = why;
    endGroup(child, 'SIGTERM');
    killing = setTimeout(() => endGroup(child, 'SIGKILL'), killAfterMs);
  };
  let killing: NodeJS.Timeout | undefined;
  const limit = setTimeout(() => stop('timedOut'), run.timeoutMs);
  const cancel = (): void => stop('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });

  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // A child that refuses its arguments closes its input unread; its exit code and words say why.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(run.input);
  run.onPipes?.(child);
  try {
    const exitCode = await ending.promise;
    return { exitCode, stdout: stdout(), stderr: stderr(), end };
  } finally {
    clearTimeout(limit);
    clearTimeout(killing);
    signal?.removeEventListener('abort', cancel);
  }
}

function toEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  // UTC, since OpenSSH before 9.1 reads the times of -Overify-time as local ones.
  return { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}), LC_ALL: 'C', TZ: 'UTC', ...extra };
}

function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (sizeBytes < maxOutputBytes) chunks.push(chunk);
    sizeBytes += chunk.length;
  });
  return () => Buffer.concat(chunks).toString('latin1');
}

function toSpawnFault(error: Error): Fault {
  const isMissing = 'code' in error && error.code === 'ENOENT';
  const message = isMissing ? 'There is no ssh-keygen on this machine.' : `ssh-keygen: ${error.message}`;
  return new Fault('UNSUPPORTED', message, {
    wayOut: 'Install OpenSSH 8.9 or newer, so that ssh-keygen is found in PATH.',
    cause: error,
  });
}
