import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../../electron/terminal/commandLine.ts';
import type { Output } from '../../../electron/terminal/terminal.ts';
import type { Finished } from './signalbox.ts';

interface Options {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What comes in on standard input; nothing without it. */
  readonly input?: string;
}

/**
 * The terminal command in this process: all but `main` and the process itself, with output as in a pipe. Loading the app anew
 * is most of what a short command costs as a process of its own; those stay processes that are about signals, pipes, a
 * terminal, Node's options, another process beside, or that a command ends by itself.
 */
export async function signalboxHere(words: readonly string[], options: Options = {}): Promise<Finished> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...environment } = process.env;
  const out = createPipe();
  const err = createPipe();
  const exitCode = await runCommandLine(words, {
    out: out.output,
    err: err.output,
    canAsk: false,
    input: Readable.from(options.input === undefined ? [] : [Buffer.from(options.input)]),
    workingDirectory: options.cwd ?? process.cwd(),
    environment: { ...environment, ...options.environment },
    now: () => new Date(),
    onInterrupt: () => () => undefined,
  });
  return { exitCode, out: out.text(), err: err.text() };
}

function createPipe(): { readonly output: Output; text(): string } {
  let text = '';
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      text += String(chunk);
      done();
    },
  });
  return {
    text: () => text,
    output: {
      write: (more) => void (text += more),
      isTerminal: false,
      columns: () => 80,
      rows: () => 24,
      isClosed: () => false,
      onClosed: () => () => undefined,
      stream,
    },
  };
}
