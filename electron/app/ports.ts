/** What a host (desktop shell, loopback, terminal) hands to the app: the outside world, and nothing decided. */
export interface AppPorts {
  now(): Date;
  /** Milliseconds of a clock that cannot be set. */
  monotonicMs(): number;
  /** An id that no other desktop will make. */
  createId(): string;
  delay(ms: number, options: { readonly signal?: AbortSignal }): Promise<void>;
  /** For errors that nobody waits for: never a secret in them, never shown as if they were answers. */
  reportError(error: unknown): void;
}

export interface AppConfig {
  readonly workspaceDirectory: string;
  /** Where the journal lies; by default in `.signalbox` inside the workspace. */
  readonly journalPath?: string;
  readonly home: string;
  readonly userName: string;
  /** Names this machine in records. */
  readonly machine: string;
  /** The process environment: `SSH_AUTH_SOCK` and what `~/.ssh/config` may ask for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly appVersion: string;
  /** Refuses every method that changes something, and records nothing. */
  readonly readOnly: boolean;
  /** Folders of key pairs that people may prove themselves and sign with. Default `~/.ssh`. */
  readonly keyFolders?: readonly string[];
  /** How often open promotions are compared with what is found then. Default 10 s. */
  readonly promotionWatchMs?: number;
  /** Pause between two looks at the same host or balancer while somebody watches. */
  readonly observeIntervalMs?: number;
}
