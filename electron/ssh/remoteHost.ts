import type { Duplex } from 'node:stream';
import type { Trouble } from '../../shared/model/trouble.ts';

/** Where a host is and how to log in. `jumps` are in order from the desktop. */
export interface SshTarget {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  /** A path, or `none` for no agent; when absent, the desktop's own `SSH_AUTH_SOCK`. */
  readonly agentSocket?: string;
  readonly jumps: readonly SshTarget[];
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  /** Ended without an exit code, which is a failure: by `signal`, or by something the host did not tell. */
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' };

export interface CommandOutcome {
  readonly end: CommandEnd;
  /** stdout and stderr as they came, UTF-8, bounded: head and tail are kept, and it says what was cut. */
  readonly output: string;
  readonly durationMs: number;
}

export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'waiting';

export interface LastTrouble {
  readonly trouble: Trouble;
  readonly message: string;
  readonly at: string;
}

export interface Connection {
  /** `waiting`: the last attempt failed, and the next one is made no sooner than the back-off says. */
  readonly state: ConnectionState;
  readonly lastTrouble?: LastTrouble;
}

export interface ExecuteOptions {
  /** Counted from the moment the command starts on the host. */
  readonly timeoutMs: number;
  readonly input?: string | Buffer;
  onOutput?(chunk: string): void;
  readonly signal?: AbortSignal;
}

export interface AskOptions {
  /** Counted once connected; waiting behind other questions included. */
  readonly timeoutMs: number;
  /**
   * Runs in the long-lived shell itself and not in a copy of it, so that the host starts no process for it. Only
   * for scripts of our own that change nothing there: no `exit`, `cd`, `set`, `trap`; variables and functions stay
   * behind.
   */
  readonly inPlace?: boolean;
  /** `latin1` keeps every byte as it is, for answers that may cut a character in half. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1';
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly exitCode: number;
  readonly output: string;
}

export interface UploadOptions {
  onProgress?(sentBytes: number, totalBytes: number): void;
  readonly signal?: AbortSignal;
}

export interface StreamOptions {
  readonly signal?: AbortSignal;
}

/**
 * One host, reached over one SSH connection that is opened when first needed and shared by all callers.
 * Every method may fail with HOST_KEY_REFUSED, AUTHENTICATION_FAILED, UNREACHABLE or CHANNEL_REFUSED.
 */
export interface RemoteHost {
  readonly name: string;
  connection(): Connection;
  /** Returns the function that ends the subscription. */
  onConnectionChange(listener: (connection: Connection) => void): () => void;
  /**
   * Runs a POSIX sh script on a channel of its own. It is over when the channel closes, not when the shell
   * exits. On timeout or cancellation its process group is killed, and the output says so.
   */
  execute(script: string, options: ExecuteOptions): Promise<CommandOutcome>;
  /**
   * Runs a short POSIX sh script in the host's long-lived shell: no new channel, no login. One at a time per
   * host. stdin is empty. Fails with TIMED_OUT or CANCELLED, and STEP_FAILED when the answer is too large.
   */
  ask(script: string, options: AskOptions): Promise<Answer>;
  /**
   * Writes a local file to `remotePath` itself, going on where an earlier partial stopped if that partial is
   * a prefix of the file. Fails with DISK_FULL, STEP_FAILED, ARTIFACT_MISSING or CANCELLED.
   */
  upload(localPath: string, remotePath: string, options: UploadOptions): Promise<void>;
  openUnixSocket(path: string, options?: StreamOptions): Promise<Duplex>;
  openTcp(address: string, port: number, options?: StreamOptions): Promise<Duplex>;
  dispose(): Promise<void>;
}

export interface SshFleet {
  /** The same name gives the same object; a name that means two hosts is INVALID_INPUT. */
  host(target: SshTarget): RemoteHost;
  dispose(): Promise<void>;
}
