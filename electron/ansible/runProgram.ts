import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { Fault } from '../../shared/protocol/fault.ts';
import type { RunExit } from './decideHostEnd.ts';

const keptLength = 16_000;
const graceMs = 3_000;

export interface ProgramRequest {
  /** The program and its arguments; no shell is between. */
  readonly words: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** How much of its output is kept, from the end. Default 16,000 characters. */
  readonly keep?: number;
  /** Lines that it writes on a descriptor of its own, whose number is in `SIGNALBOX_EVENTS_FD`. */
  onEvent?(line: string): void;
  /** It runs, as a process group of this number. */
  onStarted?(pid: number): Promise<void>;
}

export interface ProgramEnd {
  readonly exit: RunExit;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, in a process group of its own. One that outlives its time, or that is cancelled, is killed with all
 * that it started: TERM, and KILL three seconds later.
 * @throws Fault NOT_FOUND where it is not installed.
 */
export async function runProgram(request: ProgramRequest): Promise<ProgramEnd> {
  const [program = '', ...args] = request.words;
  const child = spawn(program, args, {
    cwd: request.cwd,
    env: { ...request.environment, SIGNALBOX_EVENTS_FD: '3' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [keepTail(child.stdout, request.keep), keepTail(child.stderr, request.keep)];
  const events = readLines(child, request);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  exited.catch(() => undefined); // looked at below
  await once(child, 'spawn').catch((error: unknown) => {
    throw new Fault(
      'NOT_FOUND',
      `${program} cannot be started: ${error instanceof Error ? error.message : String(error)}`,
      {
        wayOut: 'Install ansible-core and OpenSSH on this machine, and let them be found by PATH.',
        cause: error,
      },
    );
  });
  const ending = endInTime(child, request);
  try {
    await request.onStarted?.(child.pid ?? 0);
    const [code, signal] = await exited;
    await Promise.race([events, delay(10_000, undefined, { ref: false })]);
    // Something that a playbook left in the background here may hold these open.
    await Promise.race([Promise.all([stdout.ended, stderr.ended]), delay(500, undefined, { ref: false })]);
    return { exit: toExit(ending.why(), code, signal), stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    ending.stop();
    killGroup(child, 'SIGKILL'); // what it left behind, and itself where something failed here
    for (const stream of child.stdio) stream?.destroy();
  }
}

function toExit(
  why: 'timedOut' | 'cancelled' | undefined,
  code: number | null,
  signal: string | null,
): RunExit {
  if (why) return { kind: why };
  return code === null
    ? { kind: 'signalled', signal: signal ?? 'a signal' }
    : { kind: 'exited', exitCode: code };
}

function endInTime(
  child: ChildProcess,
  { timeoutMs, signal }: ProgramRequest,
): { why(): 'timedOut' | 'cancelled' | undefined; stop(): void } {
  let why: 'timedOut' | 'cancelled' | undefined;
  let killing: NodeJS.Timeout | undefined;
  const end = (reason: 'timedOut' | 'cancelled'): void => {
    if (why) return;
    why = reason;
    killGroup(child, 'SIGTERM');
    killing = setTimeout(() => killGroup(child, 'SIGKILL'), graceMs);
  };
  const timer = setTimeout(() => end('timedOut'), timeoutMs);
  const cancel = (): void => end('cancelled');
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  return {
    why: () => why,
    stop: () => {
      clearTimeout(timer);
      clearTimeout(killing);
      signal.removeEventListener('abort', cancel);
    },
  };
}

function killGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The whole group is gone.
  }
}

function keepTail(
  stream: Readable | null,
  length = keptLength,
): { readonly ended: Promise<unknown>; text(): string } {
  let text = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-length);
  });
  return { ended: stream ? whenOver(stream) : Promise.resolve(), text: () => text };
}

/** Lines are bounded: one host after another could make a recap long, and nobody may make it endless. */
const maxLineLength = 4_000_000;

async function readLines(child: ChildProcess, request: ProgramRequest): Promise<void> {
  const stream = child.stdio[3] as Readable | null | undefined;
  if (!stream) return;
  let pending = '';
  stream.setEncoding('utf8');
  stream.on('error', () => undefined);
  stream.on('data', (chunk: string) => {
    const lines = `${pending}${chunk}`.split('\n');
    pending = (lines.pop() ?? '').slice(-maxLineLength);
    for (const line of lines) request.onEvent?.(line);
  });
  await whenOver(stream);
}

function whenOver(stream: Readable): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  for (const event of ['end', 'close', 'error']) stream.once(event, () => resolve(undefined));
  return promise;
}
