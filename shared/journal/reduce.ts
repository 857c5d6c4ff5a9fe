import type { JournalRecord } from './record.ts';
import { reduceRollout } from './reduceRollout.ts';
import { deploymentKey, type JournalState, type RolloutState } from './state.ts';

/** The fold: pure, total, and the same in the main process and in the renderer. */
export function reduce(state: JournalState, record: JournalRecord): JournalState {
  const next = reduceEvent(state, record);
  return { ...next, seq: record.seq, lastRecordAt: record.envelope.at };
}

function reduceEvent(state: JournalState, record: JournalRecord): JournalState {
  const { event, envelope } = record;
  switch (event.kind) {
    case 'workspaceConfigured':
      return { ...state, configurationSha256: event.configurationSha256 };
    case 'rolloutRequested': {
      const rollout: RolloutState = {
        id: event.rolloutId,
        service: event.service,
        environment: event.environment,
        release: event.release,
        planSha256: event.planSha256,
        batches: event.batches,
        requestedAt: envelope.at,
        requestedBy: envelope.actor.name,
        startedAt: undefined,
        finishedAt: undefined,
        runner: undefined,
        status: { kind: 'requested' },
        hosts: Object.fromEntries(
          event.batches.flatMap((hosts, batch) =>
            hosts.map((host) => [host, { host, batch, phase: 'planned', outcome: undefined, steps: [] }]),
          ),
        ),
      };
      return {
        ...state,
        rollouts: { ...state.rollouts, [rollout.id]: rollout },
        rolloutOrder: [...state.rolloutOrder, rollout.id],
      };
    }
    case 'hostObserved':
      return {
        ...state,
        lastSightings: { ...state.lastSightings, [event.sighting.host]: event.sighting },
      };
    case 'debtOpened': {
      const { kind: _, debtId, ...rest } = event;
      return {
        ...state,
        debts: { ...state.debts, [debtId]: { id: debtId, ...rest, openedAt: envelope.at } },
      };
    }
    case 'debtCleared': {
      const { [event.debtId]: _, ...debts } = state.debts;
      return { ...state, debts };
    }
    case 'balancerReloaded':
      return state;
    case 'rolloutStarted':
    case 'stepBegun':
    case 'stepFinished':
    case 'hostFinished':
    case 'rolloutStopRequested':
    case 'rolloutFinished':
    case 'rolloutInterrupted': {
      const rollout = state.rollouts[event.rolloutId];
      if (!rollout) return state; // belongs to a rollout outside of what was folded
      const rollouts = { ...state.rollouts, [rollout.id]: reduceRollout(rollout, event, envelope.at) };
      if (event.kind !== 'hostFinished' || event.outcome.kind !== 'done') return { ...state, rollouts };
      const key = deploymentKey({ ...rollout, host: event.host });
      const deployment = { release: rollout.release, at: envelope.at, rolloutId: rollout.id };
      return { ...state, rollouts, recorded: { ...state.recorded, [key]: deployment } };
    }
  }
}
