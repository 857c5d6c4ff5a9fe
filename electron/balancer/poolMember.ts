import type { CapacitySighting } from './capacity.ts';
import type { PreflightReport } from './preflight.ts';
import type { PoolAction } from './poolLines.ts';
import type { ExpectedShare, PoolShare } from './poolShare.ts';
import type { ProcessIdentity } from './processIdentity.ts';

/** One server in a pool, on all balancers of that pool: out means out on all, in means in on all (trap 18). */
export interface PoolMemberRef {
  readonly backend: string;
  readonly server: string;
  readonly balancers: readonly string[];
}

export type { PoolAction };

export interface LiteralLine {
  readonly balancer: string;
  readonly line: string;
}

export interface SentLine extends LiteralLine {
  readonly reply: string;
}

export interface DrainProgress {
  readonly balancer: string;
  readonly scur: number;
  readonly qcur: number;
}

export type DrainOutcome =
  | { readonly kind: 'drained' }
  | {
      readonly kind: 'deadline';
      readonly remaining: readonly DrainProgress[];
      /** A persistence cookie sends clients here as long as the server is in drain: only `maintain` ends that. */
      readonly sticky: boolean;
      /** What the host itself counted, where an older worker may still serve it (trap 4). */
      readonly hostSessions?: number;
      /** Balancers that are served by commands and do not say `out`, each with what it says. */
      readonly notOut?: readonly string[];
    };

export type HealthOutcome =
  /** `blind`: no checks are configured, so that HAProxy would send traffic to anything (trap 9). */
  { readonly kind: 'healthy'; readonly blind: boolean } | { readonly kind: 'deadline'; readonly saw: string };

export type ServiceOutcome =
  | { readonly kind: 'inService' }
  | { readonly kind: 'deadline'; readonly saw: string };

export interface ReloadEvent {
  readonly balancer: string;
  readonly before: ProcessIdentity;
  readonly after: ProcessIdentity;
  /** The held servers ("backend/server") whose state was put back. */
  readonly restored: readonly string[];
  /** Held servers that the new configuration no longer has. */
  readonly gone: readonly string[];
  /** The literal lines sent for it. */
  readonly sent: readonly SentLine[];
}

export interface MemberLook {
  readonly balancer: string;
  readonly inService: boolean;
  readonly saw: string;
  /** The configured one; where an agent sets weights, or there are none, nothing else is expected. */
  readonly hasWholeWeight: boolean;
}

interface Cancellable {
  readonly signal?: AbortSignal;
}

export interface WaitOptions<Progress> extends Cancellable {
  readonly deadlineMs: number;
  onProgress?(progress: Progress): void;
}

export interface DrainWaitOptions extends WaitOptions<readonly DrainProgress[]> {
  /**
   * Counts the host's own established connections; asked where an older worker may still serve (trap 4). Those that the
   * balancers themselves keep idle are taken off. Nothing where the host cannot tell: the older worker's time is waited for then.
   */
  askHostSessions?(): Promise<number | undefined>;
  /** After a reload, how long an older worker may live on; 10 minutes unless said. */
  readonly longestRequestMs?: number;
}

export interface PoolControl {
  /**
   * Exactly what `perform` will send. Agents and missing checks change the lines: `preflight` the member first, for
   * until a member was looked at, the usual server (own checks, no agent) is assumed, and `perform` refuses if it is not.
   */
  literal(action: PoolAction, member: PoolMemberRef): readonly LiteralLine[];
  /** The commands by which balancers that are not HAProxy are asked for their state; none for HAProxy. */
  literalState(member: PoolMemberRef): readonly LiteralLine[];
  /**
   * Does it on every balancer, reads back, and throws unless the state is what was asked. Nothing is sent unless
   * every balancer answers. Faults: BALANCER_UNREACHABLE, BALANCER_PERMISSION_DENIED, BALANCER_UNKNOWN_TARGET,
   * BALANCER_REFUSED (`ready` straight out of maintenance, trap 1; other lines than `literal` said), CANCELLED;
   * `details` says what was sent where before it went wrong. `admit` a host only once it answers its own check
   * directly: see `lineFor`.
   */
  perform(action: PoolAction, member: PoolMemberRef, o?: Cancellable): Promise<readonly SentLine[]>;
  /** No session and no queue on every balancer. Call it again after `maintain` where `sticky` was true. */
  awaitDrained(member: PoolMemberRef, o: DrainWaitOptions): Promise<DrainOutcome>;
  /** Ends what a drain leaves over: TCP, WebSockets (trap 5). Workers from before a reload keep theirs. */
  shutdownSessions(member: PoolMemberRef, o?: Cancellable): Promise<readonly SentLine[]>;
  /** After `admit`: DRAIN with full health by passed checks, on all balancers (trap 2). */
  awaitPoolHealthy(member: PoolMemberRef, o: WaitOptions<string>): Promise<HealthOutcome>;
  /** After `ready`: UP everywhere, slow start over (trap 12), no forced admin bit, weight as before. */
  awaitInService(member: PoolMemberRef, o: WaitOptions<string>): Promise<ServiceOutcome>;
  /** Is it up and unforced, on each balancer, right now? One look, no waiting. */
  observe(member: PoolMemberRef, o?: Cancellable): Promise<readonly MemberLook[]>;
  /** What is left to carry the load, per balancer (traps 6 and 17). */
  capacity(
    backend: string,
    balancers: readonly string[],
    o?: Cancellable & { readonly without?: string },
  ): Promise<readonly CapacitySighting[]>;
  /** The lines of `share`, by the configured weights that were seen last; `preflight` the member first. */
  literalShare(member: PoolMemberRef, percent: number): readonly LiteralLine[];
  /** What members would get together at this part of their weights; refuses what `share` would, before anything is sent. */
  expectShare(
    members: readonly PoolMemberRef[],
    percent: number,
    o?: Cancellable,
  ): Promise<readonly ExpectedShare[]>;
  /** Sets the weight to a percentage of the configured one, or refuses with the reason before anything is sent (trap 7). */
  share(member: PoolMemberRef, percent: number, o?: Cancellable): Promise<readonly PoolShare[]>;
  /** Read-only: everything that would stop or surprise a rollout. Reports, never throws for what it finds; throws CANCELLED. */
  preflight(members: readonly PoolMemberRef[], o?: Cancellable): Promise<readonly PreflightReport[]>;
  /**
   * Takes over hosts that are out already (by a rollout before, or one that was interrupted): from now on a reload puts back
   * what each balancer has now. Sends nothing; who is in service, or is no server there, is left alone. Faults: as of a look.
   */
  adopt(members: readonly PoolMemberRef[], o?: Cancellable): Promise<void>;
  /**
   * Looks at every balancer with a held server until cancelled, so that a reload is noticed also while nothing else
   * polls (an upgrade that takes minutes). Returns when `signal` aborts; what fails meanwhile goes to `onTrouble`.
   */
  watch(o: {
    readonly everyMs: number;
    readonly signal: AbortSignal;
    onTrouble?(error: unknown): void;
  }): Promise<void>;
}
