/** Where commands print and ask. Everything of the process that they know. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** Somebody can be asked: input and error output both are a terminal. */
  readonly canAsk: boolean;
  readonly input: NodeJS.ReadableStream;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  now(): Date;
  /** Ctrl-C and the signals that ask a process to end; while somebody listens they don't end it by themselves. */
  onInterrupt(listener: () => void): () => void;
}

export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** 80 where there is no terminal. */
  columns(): number;
  rows(): number;
  /** Whoever reads is gone (`| head`); what is written from then on is dropped. */
  isClosed(): boolean;
  onClosed(listener: () => void): () => void;
  /** For what draws on a terminal by itself. */
  readonly stream: NodeJS.WritableStream;
}
