import type { FeedName } from '../../../shared/contract/contract.ts';
import type { DemoTraffic } from '../../../shared/contract/demoArea.ts';
import type { VerificationState } from '../../../shared/contract/journalArea.ts';
import type { Prompt } from '../../../shared/contract/promptArea.ts';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import type { IdentitySession } from '../../../shared/model/identity.ts';
import type { BalancerSighting, HostSighting } from '../../../shared/model/sighting.ts';
import type { Workspace } from '../../../shared/model/workspace.ts';
import type { Fault } from '../../../shared/protocol/fault.ts';

export interface ConnectionState {
  readonly status: 'connecting' | 'connected' | 'lost';
  /** Why it was lost. */
  readonly reason: string | undefined;
  readonly wayOut: string | undefined;
  /** UTC instant since when it is lost. */
  readonly lostAt: string | undefined;
  /** Of the host, as it said last. */
  readonly capabilities: readonly string[];
  readonly appVersion: string | undefined;
}

export interface WorkspaceState {
  /** `undefined` until it was described. */
  readonly workspace: Workspace | undefined;
  readonly fault: Fault | undefined;
}

export interface FleetState {
  readonly hosts: Readonly<Record<string, HostSighting>>;
  readonly balancers: Readonly<Record<string, BalancerSighting>>;
}

export interface ProgressState {
  /** The newest by `kind/rollout/host`. */
  readonly ticks: Readonly<Record<string, ProgressTick>>;
}

/** `loading` before the first snapshot. */
export type FeedStatus =
  | { readonly kind: 'loading' }
  | { readonly kind: 'live' }
  | { readonly kind: 'ended'; readonly fault: Fault };

export type FeedStatuses = Readonly<Record<FeedName, FeedStatus>>;

export interface PromptsState {
  /** The oldest first. */
  readonly open: readonly Prompt[];
}

export interface TrafficState {
  /** The demo's visitors; `undefined` before the first count, and where there is no demo. */
  readonly totals: DemoTraffic | undefined;
}

export interface IdentityStoreState {
  /** Who is at this desktop, as proven by a key; `undefined` for nobody. */
  readonly session: IdentitySession | undefined;
}

export type { VerificationState };
