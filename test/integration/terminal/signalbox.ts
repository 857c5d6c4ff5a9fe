import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../bin/signalbox.js', import.meta.url));
const demo = fileURLToPath(new URL('../../../scripts/demo.ts', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  out(): string;
  err(): string;
  signal(name: NodeJS.Signals): void;
  readonly finished: Promise<Finished>;
}

interface StartOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
}

/** The terminal command as a person runs it: its own process, output in a pipe. */
export function startSignalbox(words: readonly string[], options: StartOptions = {}): Running {
  return start([...(options.nodeOptions ?? []), program, ...words], options);
}

export function startDemo(words: readonly string[], options: StartOptions = {}): Running {
  return start([demo, ...words], options);
}

export function signalbox(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startSignalbox(words, options).finished;
}

/** JSON Lines as objects. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function start(words: readonly string[], options: StartOptions): Running {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...environment } = process.env;
  const child = spawn(process.execPath, [...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (err += text));
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    signal: (name) => void child.kill(name),
    finished: once(child, 'close').then(() => ({ exitCode: child.exitCode, out, err })),
  };
}
