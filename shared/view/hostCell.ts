import { isOpenStatus } from '../journal/rolloutStatus.ts';
import type { FleetSnapshot } from '../contract/fleetArea.ts';
import { deploymentKey, type Debt, type JournalState } from '../journal/state.ts';
import type { StepKind } from '../model/plan.ts';
import type { HostPhase } from '../model/rollout.ts';
import type { HostSighting, ServiceSighting } from '../model/sighting.ts';
import type { Trouble } from '../model/trouble.ts';
import type { DeploymentTarget, Placement } from '../model/workspace.ts';
import { attentionOf, type Attention } from './attention.ts';
import { driftOf, type Drift } from './drift.ts';
import { ageOf } from './formatAge.ts';
import { poolCellOf, type PoolCell } from './poolCell.ts';

/** One service on one host: what the journal says was brought there, and what was seen there. */
export interface HostCell {
  readonly host: string;
  readonly recorded: RecordedRelease | undefined;
  readonly observed: ObservedService;
  /** One per balancer of the pool; empty without a pool. */
  readonly pools: readonly PoolCell[];
  readonly drift: Drift | undefined;
  readonly debts: readonly Debt[];
  /** An open rollout that has not finished with this host: differences are expected while it lasts. */
  readonly rollout: { readonly id: string; readonly version: string; readonly phase: HostPhase } | undefined;
  /** The newest rollout here was interrupted in the middle of this host: nobody knows how its step came out. */
  readonly leftOpen:
    | { readonly rolloutId: string; readonly version: string; readonly step: StepKind }
    | undefined;
  readonly attention: readonly Attention[];
}

export interface RecordedRelease {
  readonly version: string;
  readonly artifactSha256: string;
  readonly at: string;
  readonly ageMs: number;
}

export type ObservedService =
  | ({ readonly kind: 'seen'; readonly at: string; readonly ageMs: number } & Omit<
      ServiceSighting,
      'service'
    >)
  | {
      readonly kind: 'notSeen';
      readonly at: string;
      readonly ageMs: number;
      readonly trouble: Trouble;
      readonly message: string;
    }
  /** Nobody has looked since the app was started. */
  | { readonly kind: 'notLooked' };

/** `state` and `fleet` need not hold more than what concerns the target and the host. */
export function hostCellOf(of: {
  readonly target: DeploymentTarget;
  readonly placement: Placement;
  readonly state: JournalState;
  readonly fleet: FleetSnapshot;
  readonly now: Date;
}): HostCell {
  const { target, placement, state, fleet, now } = of;
  const { service, environment } = target;
  const { host } = placement;
  const sighting = fleet.hosts.find((it) => it.host === host);
  const facts = {
    host,
    recorded: recordedOf(state, { service, environment, host }, now),
    observed: observedOf(sighting, service, now),
    pools: (target.pool?.balancers ?? []).map((balancer) =>
      poolCellOf({ balancer, backend: target.pool?.backend, server: placement.server, fleet, now }),
    ),
    debts: Object.values(state.debts).filter(
      (debt) => debt.service === service && debt.environment === environment && debt.host === host,
    ),
    rollout: openRolloutOf(state, { service, environment, host }),
    leftOpen: leftOpenOf(state, { service, environment, host }),
  };
  const drift = driftOf(facts);
  return { ...facts, drift, attention: attentionOf({ ...facts, drift }) };
}

function recordedOf(
  state: JournalState,
  key: Parameters<typeof deploymentKey>[0],
  now: Date,
): RecordedRelease | undefined {
  const deployment = state.recorded[deploymentKey(key)];
  if (!deployment) return undefined;
  const { release, at } = deployment;
  return {
    version: release.version,
    artifactSha256: release.artifactSha256,
    at,
    ageMs: ageOf(at, now),
  };
}

function observedOf(sighting: HostSighting | undefined, service: string, now: Date): ObservedService {
  if (!sighting) return { kind: 'notLooked' };
  const seenAt = { at: sighting.at, ageMs: ageOf(sighting.at, now) };
  if (sighting.kind === 'notSeen') {
    return { kind: 'notSeen', ...seenAt, trouble: sighting.trouble, message: sighting.message };
  }
  const found = sighting.services.find((it) => it.service === service);
  if (!found) return { kind: 'seen', ...seenAt, health: 'unknown' };
  const { service: _, ...facts } = found;
  return { kind: 'seen', ...seenAt, ...facts };
}

function openRolloutOf(
  state: JournalState,
  of: { readonly service: string; readonly environment: string; readonly host: string },
): HostCell['rollout'] {
  const rollout = Object.values(state.rollouts).find(
    (it) => it.service === of.service && it.environment === of.environment && isOpenStatus(it.status),
  );
  const progress = rollout?.hosts[of.host];
  if (!rollout || !progress || progress.outcome) return undefined;
  return { id: rollout.id, version: rollout.release.version, phase: progress.phase };
}

function leftOpenOf(
  state: JournalState,
  of: { readonly service: string; readonly environment: string; readonly host: string },
): HostCell['leftOpen'] {
  const newest = state.rolloutOrder
    .map((id) => state.rollouts[id])
    .findLast((it) => it?.service === of.service && it.environment === of.environment);
  const progress = newest?.status.kind === 'interrupted' ? newest.hosts[of.host] : undefined;
  const open = progress?.outcome ? undefined : progress?.steps.find((step) => !step.result);
  return newest && open && { rolloutId: newest.id, version: newest.release.version, step: open.kind };
}
