import type { Output, Terminal } from './terminal.ts';

type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const endingSignals: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export function createProcessTerminal(of: NodeJS.Process): Terminal {
  return {
    out: createOutput(of.stdout),
    err: createOutput(of.stderr),
    canAsk: of.stdin.isTTY === true && of.stderr.isTTY === true,
    input: of.stdin,
    workingDirectory: of.cwd(),
    environment: of.env,
    now: () => new Date(),
    onInterrupt: (listener) => {
      const heard = (): void => listener();
      for (const signal of endingSignals) of.on(signal, heard);
      return () => {
        for (const signal of endingSignals) of.off(signal, heard);
      };
    },
  };
}

function createOutput(stream: NodeJS.WriteStream): Output {
  let closed = false;
  const listeners = new Set<() => void>();
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // EPIPE is how a pipe says that its reader has gone; a rollout must not die of that.
    if (error.code !== 'EPIPE') throw error;
    closed = true;
    for (const listener of listeners) listener();
  });
  return {
    write: (text) => {
      if (!closed) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    columns: () => (stream.isTTY ? stream.columns : 80) || 80,
    rows: () => (stream.isTTY ? stream.rows : 24) || 24,
    isClosed: () => closed,
    onClosed: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stream,
  };
}
