import type { JournalRecord } from './record.ts';
import { reduceRollout } from './reduceRollout.ts';
import { deploymentKey, type JournalState, type RolloutState } from './state.ts';

/** The fold: pure, total, and the same in the main process and in the renderer. */
export function reduce(state: JournalState, record: JournalRecord): JournalState {
  return reduceAll(state, [record]);
}

/**
 * Folds many records at once: what they touch is copied once, not once a record, so that a long journal is folded
 * in time that grows with its length alone. What they do not touch keeps its identity.
 */
export function reduceAll(state: JournalState, records: readonly JournalRecord[]): JournalState {
  const last = records.at(-1);
  if (!last) return state;
  const draft = createDraft(state);
  for (const record of records) applyEvent(draft, record);
  return { ...draft.finish(), seq: last.seq, lastRecordAt: last.envelope.at };
}

function applyEvent(draft: Draft, record: JournalRecord): void {
  const { event, envelope } = record;
  switch (event.kind) {
    case 'workspaceConfigured':
      return draft.configure(event.configurationSha256);
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
      draft.rollouts()[rollout.id] = rollout;
      draft.rolloutOrder().push(rollout.id);
      return;
    }
    case 'hostObserved':
      draft.lastSightings()[event.sighting.host] = event.sighting;
      return;
    case 'debtOpened': {
      const { kind: _, debtId, ...rest } = event;
      draft.debts()[debtId] = { id: debtId, ...rest, openedAt: envelope.at };
      return;
    }
    case 'debtCleared':
      delete draft.debts()[event.debtId];
      return;
    case 'balancerReloaded':
    case 'takeoverRequested':
    case 'hostsLocked':
      return;
    case 'rolloutStarted':
    case 'stepBegun':
    case 'stepFinished':
    case 'hostFinished':
    case 'rolloutStopRequested':
    case 'rolloutFinished':
    case 'rolloutInterrupted': {
      const rollout = draft.rollout(event.rolloutId);
      if (!rollout) return; // belongs to a rollout outside of what was folded
      draft.rollouts()[rollout.id] = reduceRollout(rollout, event, envelope.at);
      if (event.kind !== 'hostFinished' || event.outcome.kind !== 'done') return;
      const key = deploymentKey({ ...rollout, host: event.host });
      draft.recorded()[key] = { release: rollout.release, at: envelope.at, rolloutId: rollout.id };
      return;
    }
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Copies of the state's parts that may be changed, each made when it is first asked for. */
interface Draft {
  configure(configurationSha256: string): void;
  rollout(id: string): RolloutState | undefined;
  rollouts(): Mutable<JournalState['rollouts']>;
  rolloutOrder(): string[];
  recorded(): Mutable<JournalState['recorded']>;
  lastSightings(): Mutable<JournalState['lastSightings']>;
  debts(): Mutable<JournalState['debts']>;
  finish(): JournalState;
}

function createDraft(state: JournalState): Draft {
  let configurationSha256 = state.configurationSha256;
  let rollouts: Mutable<JournalState['rollouts']> | undefined;
  let rolloutOrder: string[] | undefined;
  let recorded: Mutable<JournalState['recorded']> | undefined;
  let lastSightings: Mutable<JournalState['lastSightings']> | undefined;
  let debts: Mutable<JournalState['debts']> | undefined;
  return {
    configure: (sha256) => void (configurationSha256 = sha256),
    rollout: (id) => (rollouts ?? state.rollouts)[id],
    rollouts: () => (rollouts ??= { ...state.rollouts }),
    rolloutOrder: () => (rolloutOrder ??= [...state.rolloutOrder]),
    recorded: () => (recorded ??= { ...state.recorded }),
    lastSightings: () => (lastSightings ??= { ...state.lastSightings }),
    debts: () => (debts ??= { ...state.debts }),
    finish: () => ({
      ...state,
      configurationSha256,
      rollouts: rollouts ?? state.rollouts,
      rolloutOrder: rolloutOrder ?? state.rolloutOrder,
      recorded: recorded ?? state.recorded,
      lastSightings: lastSightings ?? state.lastSightings,
      debts: debts ?? state.debts,
    }),
  };
}
