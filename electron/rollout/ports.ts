import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import type { RolloutState } from '../../shared/journal/state.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import type { Trouble } from '../../shared/model/trouble.ts';
import type { FilledCheck, FilledHttpCheck } from '../../shared/model/workspace.ts';

/** What this room needs of the world. The adapters of `electron/ssh` and `electron/balancer` fit these shapes. */

interface Cancellable {
  readonly signal?: AbortSignal;
}

export type CommandEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'cancelled' }
  /** Gone without an exit code: what it did is not known. */
  | { readonly kind: 'vanished'; readonly why: 'rebooted' | 'gone' };

/** A step that another rollout began on this host, and how it ended. */
export interface EarlierStep {
  readonly rolloutId: string;
  readonly step: string;
  readonly end: CommandEnd;
  /** It ran still when this rollout came to the host, and was waited for. */
  readonly wasRunning: boolean;
}

/**
 * One host in one rollout. What changes it is refused by the host itself once its lock is not this rollout's any
 * more: then every such method fails with HOST_LOCKED. A lost connection is made again for a while before it fails.
 */
export interface HostPort {
  /** Runs a short script that only reads, in the host's long-lived shell: no new channel, no process started for it. */
  ask(
    script: string,
    options: { readonly timeoutMs: number } & Cancellable,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** The same for a short script that changes the host, and may be run twice. */
  change(
    script: string,
    options: { readonly timeoutMs: number } & Cancellable,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
  /**
   * Runs a script to its end, as a step that outlives the connection and this app. `step` names it within the rollout:
   * asked for again, it is found and not started twice. One that outlives `timeoutMs` is killed and `timedOut`.
   */
  runStep(
    step: string,
    script: string,
    options: { readonly timeoutMs: number; onOutput?(chunk: string): void } & Cancellable,
  ): Promise<{ readonly end: CommandEnd; readonly output: string }>;
  /** What earlier rollouts began here and left behind; what still runs is waited for first. */
  earlierSteps(options: Cancellable): Promise<readonly EarlierStep[]>;
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
  /** Lines that ask balancers for their state, for those that are served by commands of the workspace. */
  literalState(member: PoolMember): readonly BalancerLine[];
  /** Lines that set the weight to so many percent of the configured one. */
  literalShare(member: PoolMember, percent: number): readonly BalancerLine[];
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
      askHostSessions?(): Promise<number | undefined>;
    } & Cancellable,
  ): Promise<
    | { readonly kind: 'drained' }
    | {
        readonly kind: 'deadline';
        readonly remaining: readonly SessionCount[];
        readonly sticky: boolean;
        /** Connections in use on the host itself, where a reloaded balancer may not know them. */
        readonly hostSessions?: number;
        /** Balancers that may still route, whatever the policy says: `edge says draining`. */
        readonly notOut?: readonly string[];
      }
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
  /** Sets the weight to so many percent of the configured one, on all balancers; `share` is the part of the traffic. */
  share(
    member: PoolMember,
    percent: number,
    options: Cancellable,
  ): Promise<
    readonly (BalancerLine & {
      readonly reply: string;
      readonly weight: number;
      readonly initialWeight: number;
      readonly share: number;
    })[]
  >;
  /** Is the server up and unforced on every balancer right now? One look, no waiting. */
  observe(
    member: PoolMember,
    options: Cancellable,
  ): Promise<{ readonly inService: boolean; readonly saw: string; readonly hasWholeWeight: boolean }>;
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
      /** Sessions now, by what the others may hold together; absent where they have no limit. */
      readonly shareWithout?: number;
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
  /** The same, unless the newest state of the rollout says otherwise: then nothing is written, and it is `false`. */
  recordIf(
    rolloutId: string,
    may: (rollout: RolloutState) => boolean,
    events: readonly JournalEvent[],
  ): Promise<boolean>;
  /** Tells of every decision of a person about this rollout, whichever process took it down. Returns how to end it. */
  onDecision(rolloutId: string, listener: () => void): () => void;
  /** Keeps text under its SHA-256. */
  keep(text: string): Promise<string>;
  rollout(rolloutId: string): RolloutState;
  /** The rollouts of the very same plan that were interrupted right before this one, the newest one first. */
  interruptedBefore(rolloutId: string): readonly RolloutState[];
  /** Open debts of one service on one host. */
  debtsOf(of: { service: string; environment: string; host: string }): readonly string[];
}

/** What the engine made of one host, and the literal command that did it. */
export type EngineEnd = { readonly command: string } & (
  | { readonly kind: 'done'; readonly detail: string }
  | { readonly kind: 'failed'; readonly trouble: Trouble; readonly message: string }
);

/** What works on the hosts of a batch in the place of the service's own commands, all at once. */
export interface EnginePort {
  /** Tries whatever could fail before anything is done to this host, and changes nothing. Fails with the reason. */
  rehearse(
    host: string,
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Fails with HOST_LOCKED once a lock is known to be lost: what ran is ended then. */
  run(
    hosts: readonly { readonly host: string; onLine(line: string): void }[],
    options: { readonly timeoutMs: number; readonly signal: AbortSignal },
  ): Promise<ReadonlyMap<string, EngineEnd>>;
}

/** The literal lines of an engine, for plans. */
export interface EngineLiteral {
  /** What the rehearsal of this host does here. */
  rehearsal(host: string): readonly string[];
  /** The run for all these hosts. */
  run(hosts: readonly string[]): readonly string[];
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
  /** The same object each time. */
  host(name: string): HostPort;
  /** Takes the lock of a host that could not be locked before; a no-op where it is held. */
  lockAgain(host: string): Promise<void>;
  /**
   * Nothing more will be sent, and every outcome is recorded: the hosts forget the steps and get their locks back.
   * Never rejects.
   */
  unlock(): Promise<void>;
  readonly pool: PoolPort;
  readonly checks: CheckPort;
  /** Where the service has one. */
  readonly engine?: EnginePort;
  readonly journal: RecordPort;
  readonly clock: ClockPort;
  createId(): string;
  tick(tick: ProgressTick): void;
  readonly source: AvailableRelease['source'];
}
