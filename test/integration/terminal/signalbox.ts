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
  /** What comes in on standard input; nothing without it. */
  readonly input?: string;
}

/** The terminal command as a person runs it: its own process, output in a pipe. */
export function startSignalbox(words: readonly string[], options: StartOptions = {}): Running {
  return start([...(options.nodeOptions ?? []), program, ...words], options);
}

/** As it runs for people, whose environment names no folder for what Node compiled. */
export function startUncached(words: readonly string[], options: StartOptions = {}): Running {
  const { NODE_COMPILE_CACHE: _cache, ...environment } = process.env;
  return start([program, ...words], options, environment);
}

export function startDemo(words: readonly string[], options: StartOptions = {}): Running {
  return start([demo, ...words], options);
}

export function signalbox(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startSignalbox(words, options).finished;
}

export interface OnTerminal {
  /** Everything on the screen so far, as it was written. */
  screen(): string;
  type(text: string): void;
  readonly finished: Promise<{ readonly exitCode: number | null; readonly screen: string }>;
}

/** The same command on a terminal that somebody types on: script(1) is the terminal. */
export function signalboxOnTerminal(
  words: readonly string[],
  options: Pick<StartOptions, 'environment'> = {},
): OnTerminal {
  const quoted = [process.execPath, program, ...words].map((it) => `'${it.replaceAll("'", "'\\''")}'`);
  const child = spawn('script', ['-qefc', quoted.join(' '), '/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TERM: 'xterm',
      NO_COLOR: '1',
      ...options.environment,
    },
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (screen += text));
  return {
    screen: () => screen,
    type: (text) => void child.stdin.write(text),
    finished: once(child, 'close').then(() => ({ exitCode: child.exitCode, screen })),
  };
}

/** JSON Lines as objects. */
export function parseLines(text: string): Record<string, unknown>[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function start(
  words: readonly string[],
  options: StartOptions,
  inherited: NodeJS.ProcessEnv = process.env,
): Running {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...environment } = inherited;
  const child = spawn(process.execPath, [...words], {
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...environment, ...options.environment },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  child.stdin?.end(options.input);
  let out = '';
  let err = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => void (err += text));
  return {
    pid: child.pid ?? 0,
    out: () => out,
    err: () => err,
    signal: (name) => void child.kill(name),
    finished: once(child, 'close').then(() => ({ exitCode: child.exitCode, out, err })),
  };
}
