import type { JournalState, RolloutState } from '../../../../shared/journal/state.ts';
import { deploymentKey, type Debt, type RecordedDeployment } from '../../../../shared/journal/state.ts';
import type { BalancerSighting, HostSighting } from '../../../../shared/model/sighting.ts';
import type { DeploymentTarget, Placement } from '../../../../shared/model/workspace.ts';
import { hostCellOf, type HostCell } from '../../../../shared/view/hostCell.ts';
import { toMatrixCell, type MatrixCell } from '../../../../shared/view/matrix.ts';

/** What concerns one target. Everything in it is compared by identity: what says the same is the same object. */
export interface TargetFacts {
  /** The journal's, for what it recorded; its rollouts and debts are given beside it. */
  readonly state: JournalState;
  /** Oldest first: the newest, and those that run. */
  readonly rollouts: readonly RolloutState[];
  readonly debts: readonly Debt[];
  /** With the servers of the target's pool. */
  readonly balancers: readonly BalancerSighting[];
  readonly sightingOf: (host: string) => HostSighting | undefined;
}

/** Makes one target's cell, and of its hosts anew only those that something has changed about. */
export interface TargetCell {
  make(facts: TargetFacts, now: Date): MatrixCell;
}

interface Made {
  readonly sighting: HostSighting | undefined;
  readonly recorded: RecordedDeployment | undefined;
  readonly cell: HostCell;
}

export function createTargetCell(target: DeploymentTarget): TargetCell {
  let before: TargetFacts | undefined;
  let made: readonly Made[] = [];
  return {
    make(facts, now) {
      const isSameAround = before !== undefined && concernsTheSame(before, facts);
      const knowsTheSame = before?.state.recorded === facts.state.recorded;
      const state = narrow(facts);
      made = target.placements.map((placement, index) => {
        const held = isSameAround ? made[index] : undefined;
        const sighting = facts.sightingOf(placement.host);
        const recorded = held && knowsTheSame ? held.recorded : recordedOn(facts.state, target, placement);
        if (held && held.sighting === sighting && held.recorded === recorded) return held;
        const fleet = { hosts: sighting ? [sighting] : [], balancers: [...facts.balancers] };
        return { sighting, recorded, cell: hostCellOf({ target, placement, state, fleet, now }) };
      });
      before = facts;
      return toMatrixCell(
        target,
        made.map(({ cell }) => cell),
        state,
      );
    },
  };
}

function recordedOn(
  state: JournalState,
  { service, environment }: DeploymentTarget,
  { host }: Placement,
): RecordedDeployment | undefined {
  return state.recorded[deploymentKey({ service, environment, host })];
}

/** Whether whatever is about all hosts of the target is as it was. */
function concernsTheSame(before: TargetFacts, next: TargetFacts): boolean {
  return (
    hasSame(before.rollouts, next.rollouts) &&
    hasSame(before.debts, next.debts) &&
    hasSame(before.balancers, next.balancers)
  );
}

function hasSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((it, index) => it === right[index]);
}

/** The part of the state that concerns one target: histories are long, and a cell needs the newest rollout only. */
function narrow({ state, rollouts, debts }: TargetFacts): JournalState {
  return {
    ...state,
    rolloutOrder: rollouts.map(({ id }) => id),
    rollouts: Object.fromEntries(rollouts.map((rollout) => [rollout.id, rollout])),
    debts: Object.fromEntries(debts.map((debt) => [debt.id, debt])),
  };
}
