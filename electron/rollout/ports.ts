import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import type { RolloutState } from '../../shared/journal/state.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import type { FilledCheck, FilledHttpCheck } from '../../shared/model/workspace.ts';

/** What this room needs of the world. The adapters of `electron/ssh` and `electron/balancer` fit these shapes. */

interface Cancellable {
  readonly signal?: AbortSignal;
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' };

export interface HostPort {
  /** Runs a short script in the host's long-lived shell: no new channel, no process started for it. */
  ask(
    script: string,
    options: { readonly timeoutMs: number } & Cancellable,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Runs a script to its end; a script that outlives `timeoutMs` is killed and reported as `timedOut`. */
  execute(
    script: string,
    options: { readonly timeoutMs: number; onOutput?(chunk: string): void } & Cancellable,
  ): Promise<{ readonly end: CommandEnd; readonly output: string }>;
  upload(
    localPath: string,
    remotePath: string,
    options: { onProgress?(sentBytes: number, totalBytes: number): void } & Cancellable,
  ): Promise<void>;
}

/** One server of a pool, on all balancers of that pool. */
export interface PoolMember {
  readonly backend: string;
  readonly server: string;
  readonly balancers: readonly string[];
}

export type PoolAction = 'drain' | 'maintain' | 'admit' | 'ready';

export interface BalancerLine {
  readonly balancer: string;
  readonly line: string;
}

export interface SessionCount {
  readonly balancer: string;
  readonly scur: number;
  readonly qcur: number;
}

export interface PoolPort {
  literal(action: PoolAction, member: PoolMember): readonly BalancerLine[];
  perform(
    action: PoolAction,
    member: PoolMember,
    options: Cancellable,
  ): Promise<readonly (BalancerLine & { readonly reply: string })[]>;
  awaitDrained(
    member: PoolMember,
    options: {
      readonly deadlineMs: number;
      onProgress?(counts: readonly SessionCount[]): void;
      askHostSessions?(): Promise<number>;
    } & Cancellable,
  ): Promise<
    | { readonly kind: 'drained' }
    | { readonly kind: 'deadline'; readonly remaining: readonly SessionCount[]; readonly sticky: boolean }
  >;
  shutdownSessions(member: PoolMember, options: Cancellable): Promise<unknown>;
  awaitPoolHealthy(
    member: PoolMember,
    options: { readonly deadlineMs: number } & Cancellable,
  ): Promise<
    | { readonly kind: 'healthy'; readonly blind: boolean }
    | { readonly kind: 'deadline'; readonly saw: string }
  >;
  awaitInService(
    member: PoolMember,
    options: { readonly deadlineMs: number } & Cancellable,
  ): Promise<{ readonly kind: 'inService' } | { readonly kind: 'deadline'; readonly saw: string }>;
  /** Is the server up and unforced on every balancer right now? One look, no waiting. */
  observe(
    member: PoolMember,
    options: Cancellable,
  ): Promise<{ readonly inService: boolean; readonly saw: string }>;
  /** Servers in service in the member's backend on each of its balancers, right now. */
  capacity(
    member: PoolMember,
    options: Cancellable,
  ): Promise<
    readonly {
      readonly balancer: string;
      readonly up: number;
      readonly servers: number;
      readonly queued: number;
      readonly memberIsUp: boolean;
    }[]
  >;
}

export interface CheckPort {
  /** Makes one attempt, from the host itself. Never throws for a check that fails; throws for a host not reached. */
  run(
    host: string,
    check: FilledCheck,
    options: { readonly version: string; readonly script: (command: string) => string } & Cancellable,
  ): Promise<{ readonly passed: boolean; readonly detail: string }>;
  /** What the running service says its version is. */
  readVersion(
    host: string,
    check: FilledHttpCheck & { readonly json?: string | undefined },
    options: Cancellable,
  ): Promise<string | undefined>;
}

export interface RecordPort {
  /** Durable before it resolves; if it rejects, nothing may be sent anywhere. */
  record(events: readonly JournalEvent[]): Promise<void>;
  /** Keeps text under its SHA-256. */
  keep(text: string): Promise<string>;
  rollout(rolloutId: string): RolloutState;
  /** Open debts of one service on one host. */
  debtsOf(of: { service: string; environment: string; host: string }): readonly string[];
}

export interface ClockPort {
  now(): Date;
  monotonicMs(): number;
  /** Rejects when the signal aborts. */
  delay(ms: number, options: Cancellable): Promise<void>;
}

export interface RolloutPorts {
  /** Asks anew whether the rollout may touch the hosts of this batch; where not, it has asked the rollout to stop. */
  approveBatch(rolloutId: string, batch: number): Promise<void>;
  host(name: string): HostPort;
  readonly pool: PoolPort;
  readonly checks: CheckPort;
  readonly journal: RecordPort;
  readonly clock: ClockPort;
  createId(): string;
  tick(tick: ProgressTick): void;
  readonly source: AvailableRelease['source'];
}
