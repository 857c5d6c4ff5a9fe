import { isOpenStatus } from '../journal/rolloutStatus.ts';
import type { JournalState, RolloutState } from '../journal/state.ts';

export interface RolloutRow {
  readonly rollout: RolloutState;
  readonly hosts: number;
  readonly done: number;
  readonly failed: number;
}

export interface RolloutFilter {
  readonly show: 'all' | 'running' | 'troubled';
  /** Each word must be part of service, version, environment, person, state, or a host's name. */
  readonly text: string;
}

type Rollouts = Pick<JournalState, 'rollouts' | 'rolloutOrder'>;

/** Newest first. */
export function rolloutRowsOf(state: Rollouts, filter: RolloutFilter): readonly RolloutRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return state.rolloutOrder
    .toReversed()
    .flatMap((id) => state.rollouts[id] ?? [])
    .filter((rollout) => fits(rollout, filter.show) && words.every((word) => textOf(rollout).includes(word)))
    .map(rowOf);
}

export function countRollouts(state: Rollouts): { readonly all: number; readonly running: number } {
  const rollouts = Object.values(state.rollouts);
  return { all: rollouts.length, running: rollouts.filter(isOpen).length };
}

function fits(rollout: RolloutState, show: RolloutFilter['show']): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'running':
      return isOpen(rollout);
    case 'troubled':
      return (
        !isOpen(rollout) && !(rollout.status.kind === 'finished' && rollout.status.result === 'succeeded')
      );
  }
}

function isOpen({ status }: RolloutState): boolean {
  return isOpenStatus(status);
}

function textOf(rollout: RolloutState): string {
  const { service, environment, release, requestedBy, status, hosts } = rollout;
  const state = status.kind === 'finished' ? status.result : status.kind;
  return [service, release.version, environment, requestedBy, state, ...Object.keys(hosts)]
    .join('\n')
    .toLowerCase();
}

function rowOf(rollout: RolloutState): RolloutRow {
  const outcomes = Object.values(rollout.hosts).map((host) => host.outcome?.kind);
  const done = outcomes.filter((kind) => kind === 'done' || kind === 'unchanged').length;
  return {
    rollout,
    hosts: outcomes.length,
    done,
    failed: outcomes.filter((kind) => kind !== undefined).length - done,
  };
}
