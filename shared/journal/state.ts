import type {
  AbortKind,
  HostOutcome,
  HostPhase,
  PauseCause,
  RollbackScope,
  RolloutResult,
} from '../model/rollout.ts';
import type { Release } from '../model/release.ts';
import type { HostSighting } from '../model/sighting.ts';
import type { StepKind } from '../model/plan.ts';
import type { ReconciledDifference } from './auditEvents.ts';
import type { StepOutcome } from './events.ts';
import type { PolicyState, PromotionState, RosterState } from './promotionState.ts';

/** Everything the app knows about promotions and rollouts, as folded from the journal. */
export interface JournalState {
  /** Sequence number of the last record folded in; 0 for none. */
  readonly seq: number;
  readonly lastRecordAt: string | undefined;
  readonly configurationSha256: string | undefined;
  readonly rollouts: Readonly<Record<string, RolloutState>>;
  /** Ids in the order in which they were requested. */
  readonly rolloutOrder: readonly string[];
  /** The finished rollouts whose steps are still here, the one that finished first first. */
  readonly finishedInFull: readonly string[];
  /** What Signalbox itself brought to a host last, by `deploymentKey`. */
  readonly recorded: Readonly<Record<string, RecordedDeployment>>;
  /** The last sighting that said something new, by host. */
  readonly lastSightings: Readonly<Record<string, HostSighting>>;
  readonly debts: Readonly<Record<string, Debt>>;
  readonly promotions: Readonly<Record<string, PromotionState>>;
  /** Ids in the order in which they were requested. */
  readonly promotionOrder: readonly string[];
  /** By environment; environments without one ask for no sign-offs. */
  readonly policies: Readonly<Record<string, PolicyState>>;
  readonly roster: RosterState | undefined;
  /** By environment: how its hosts' own journals last stood against this one. */
  readonly reconciliations: Readonly<Record<string, Reconciliation>>;
}

export interface RolloutState {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly release: Release;
  readonly planSha256: string;
  /** The promotion that it carries out, where there is one. */
  readonly promotionId: string | undefined;
  readonly batches: readonly (readonly string[])[];
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly runner:
    | { readonly machine: string; readonly pid: number; readonly processIdentity: string }
    | undefined;
  readonly status: RolloutStatus;
  readonly hosts: Readonly<Record<string, HostProgress>>;
  /** A person has been asked to judge the first hosts. */
  readonly isCanaryHeld?: true;
  /** The rollout that it takes back. */
  readonly rollsBack?: { readonly rolloutId: string; readonly reason: string };
  /** Its hosts are to be brought back; by which rollout, or why that could not begin, once it is known. */
  readonly rollback?: {
    readonly scope: RollbackScope;
    readonly by?: string;
    readonly trouble?: string;
  };
  /** It finished long ago: its hosts' steps are left out here, and its own records still fold to all of it. */
  readonly isSummary?: true;
}

export type RolloutStatus =
  | { readonly kind: 'requested' }
  | { readonly kind: 'running' }
  | {
      readonly kind: 'paused';
      readonly why: PauseCause;
      readonly reason: string;
      /** Where failures are why: so many hosts may stay failed when it goes on. */
      readonly maxFailures: number | undefined;
    }
  | { readonly kind: 'stopping'; readonly reason: string; readonly how: AbortKind }
  | { readonly kind: 'interrupted'; readonly reason: string }
  | { readonly kind: 'finished'; readonly result: RolloutResult; readonly reason: string | undefined };

export interface HostProgress {
  readonly host: string;
  readonly batch: number;
  readonly phase: HostPhase;
  readonly outcome: HostOutcome | undefined;
  readonly steps: readonly StepState[];
  /** Which time this is, once a person has asked for another one; the steps are those of this time. */
  readonly attempt?: number;
  /** What it ran when the rollout came to it, where that was another release. */
  readonly before?: { readonly version: string; readonly artifactSha256: string };
}

export interface StepState {
  readonly id: string;
  readonly kind: StepKind;
  readonly begunAt: string;
  readonly result:
    | {
        readonly outcome: StepOutcome;
        readonly durationMs: number;
        readonly detail: string | undefined;
        readonly outputSha256: string | undefined;
      }
    | undefined;
}

export interface RecordedDeployment {
  readonly release: Release;
  readonly at: string;
  readonly rolloutId: string;
}

/** What hosts of one environment said of themselves, held against the journal. */
export interface Reconciliation {
  readonly at: string;
  readonly by: string;
  /** The record that tells of it. */
  readonly seq: number;
  readonly differences: readonly ReconciledDifference[];
}

export interface Debt {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly host: string;
  readonly rolloutId: string;
  readonly reason: string;
  readonly openedAt: string;
}

export const emptyJournalState: JournalState = {
  seq: 0,
  lastRecordAt: undefined,
  configurationSha256: undefined,
  rollouts: {},
  rolloutOrder: [],
  finishedInFull: [],
  recorded: {},
  lastSightings: {},
  debts: {},
  promotions: {},
  promotionOrder: [],
  policies: {},
  roster: undefined,
  reconciliations: {},
};

/** One service on one host; names cannot contain a slash. */
export function deploymentKey(of: {
  readonly service: string;
  readonly environment: string;
  readonly host: string;
}): string {
  return `${of.environment}/${of.service}/${of.host}`;
}
