import type { JournalRecord } from './record.ts';
import type { PromotionState } from './promotionState.ts';
import { reducePromotion, reducePromotionRollout, toPromotion } from './reducePromotion.ts';
import { reduceRollout, summarizeRollout } from './reduceRollout.ts';
import { deploymentKey, type JournalState, type RolloutState } from './state.ts';

/**
 * So many finished rollouts keep their steps: a state that kept them all would be as long as the journal, and every
 * window would wait for it. What is left out is folded again from the rollout's own records when somebody looks.
 */
export const rolloutsInFull = 5;

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
        promotionId: event.promotionId,
        ...(event.rollsBack ? { rollsBack: event.rollsBack } : {}),
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
      takeNoteOfRollback(draft, rollout);
      draft.changePromotion(rollout.promotionId, (it) => reducePromotionRollout(it, event, envelope.at));
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
    case 'rolloutPaused':
    case 'rolloutResumed':
    case 'hostRetryRequested':
    case 'hostSkipped':
    case 'rolloutFinished':
    case 'rollbackNotBegun':
    case 'rolloutInterrupted': {
      const rollout = draft.rollout(event.rolloutId);
      if (!rollout) return; // belongs to a rollout outside of what was folded
      draft.rollouts()[rollout.id] = reduceRollout(rollout, event, envelope.at);
      if (event.kind === 'rolloutFinished' || event.kind === 'rolloutInterrupted') {
        draft.changePromotion(rollout.promotionId, (it) => reducePromotionRollout(it, event, envelope.at));
      }
      if (event.kind === 'rolloutFinished') leaveOutOldSteps(draft, rollout.id);
      if (event.kind !== 'hostFinished' || event.outcome.kind !== 'done') return;
      const key = deploymentKey({ ...rollout, host: event.host });
      draft.recorded()[key] = { release: rollout.release, at: envelope.at, rolloutId: rollout.id };
      return;
    }
    case 'promotionRequested':
      draft.promotions()[event.promotionId] = toPromotion(event, envelope.at);
      draft.promotionOrder().push(event.promotionId);
      return;
    case 'promotionRevised':
    case 'statementIssued':
    case 'signoffRecorded':
    case 'promotionWithdrawn':
    case 'promotionSuperseded':
    case 'approvalVerified':
      return draft.changePromotion(event.promotionId, (it) => reducePromotion(it, event, envelope.at));
    case 'policyConfigured':
      draft.policies()[event.environment] = {
        policy: event.policy,
        since: envelope.at,
        changedBy: event.changedBy,
      };
      return;
    case 'policyRemoved':
      delete draft.policies()[event.environment];
      return;
    case 'rosterConfigured': {
      const { rosterSha256, allowedSignersSha256, revokedKeysSha256, changedBy } = event;
      const since = envelope.at;
      return draft.setRoster({ rosterSha256, allowedSignersSha256, revokedKeysSha256, since, changedBy });
    }
    case 'reconciled':
      for (const environment of event.environments) {
        draft.reconciliations()[environment] = {
          at: envelope.at,
          by: envelope.actor.name,
          seq: record.seq,
          differences: event.differences.filter((it) => it.environment === environment),
        };
      }
      return;
    // They say who came, what was refused, handed out or kept: evidence, and no state.
    case 'identityUnlocked':
    case 'identityRefused':
    case 'identityLocked':
    case 'promotionRefused':
    case 'signoffRefused':
    case 'approvalRefused':
    case 'desktopKeyCreated':
    case 'evidenceExported':
    case 'backupMade':
    case 'journalRestored':
      return;
  }
}

/** A rollout that was to be taken back knows by which one that happens. */
function takeNoteOfRollback(draft: Draft, { id, rollsBack }: RolloutState): void {
  const taken = rollsBack && draft.rollout(rollsBack.rolloutId);
  if (!taken) return;
  draft.rollouts()[taken.id] = { ...taken, rollback: { scope: 'all', ...taken.rollback, by: id } };
}

function leaveOutOldSteps(draft: Draft, finishedId: string): void {
  const inFull = draft.finishedInFull();
  if (!inFull.includes(finishedId)) inFull.push(finishedId);
  for (const id of inFull.splice(0, inFull.length - rolloutsInFull)) {
    const rollout = draft.rollout(id);
    if (rollout) draft.rollouts()[id] = summarizeRollout(rollout);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Copies of the state's parts that may be changed, each made when it is first asked for. */
interface Draft {
  configure(configurationSha256: string): void;
  rollout(id: string): RolloutState | undefined;
  rollouts(): Mutable<JournalState['rollouts']>;
  rolloutOrder(): string[];
  finishedInFull(): string[];
  recorded(): Mutable<JournalState['recorded']>;
  lastSightings(): Mutable<JournalState['lastSightings']>;
  debts(): Mutable<JournalState['debts']>;
  promotions(): Mutable<JournalState['promotions']>;
  promotionOrder(): string[];
  /** A promotion outside of what was folded is left alone. */
  changePromotion(id: string | undefined, change: (promotion: PromotionState) => PromotionState): void;
  policies(): Mutable<JournalState['policies']>;
  setRoster(roster: NonNullable<JournalState['roster']>): void;
  reconciliations(): Mutable<JournalState['reconciliations']>;
  finish(): JournalState;
}

function createDraft(state: JournalState): Draft {
  let configurationSha256 = state.configurationSha256;
  let rollouts: Mutable<JournalState['rollouts']> | undefined;
  let rolloutOrder: string[] | undefined;
  let finishedInFull: string[] | undefined;
  let recorded: Mutable<JournalState['recorded']> | undefined;
  let lastSightings: Mutable<JournalState['lastSightings']> | undefined;
  let debts: Mutable<JournalState['debts']> | undefined;
  let promotions: Mutable<JournalState['promotions']> | undefined;
  let promotionOrder: string[] | undefined;
  let policies: Mutable<JournalState['policies']> | undefined;
  let roster = state.roster;
  let reconciliations: Mutable<JournalState['reconciliations']> | undefined;
  const promotionsToChange = (): Mutable<JournalState['promotions']> =>
    (promotions ??= { ...state.promotions });
  return {
    configure: (sha256) => void (configurationSha256 = sha256),
    rollout: (id) => (rollouts ?? state.rollouts)[id],
    rollouts: () => (rollouts ??= { ...state.rollouts }),
    rolloutOrder: () => (rolloutOrder ??= [...state.rolloutOrder]),
    finishedInFull: () => (finishedInFull ??= [...state.finishedInFull]),
    recorded: () => (recorded ??= { ...state.recorded }),
    lastSightings: () => (lastSightings ??= { ...state.lastSightings }),
    debts: () => (debts ??= { ...state.debts }),
    promotions: promotionsToChange,
    promotionOrder: () => (promotionOrder ??= [...state.promotionOrder]),
    changePromotion: (id, change) => {
      const promotion = id === undefined ? undefined : (promotions ?? state.promotions)[id];
      if (promotion) promotionsToChange()[promotion.id] = change(promotion);
    },
    policies: () => (policies ??= { ...state.policies }),
    setRoster: (it) => void (roster = it),
    reconciliations: () => (reconciliations ??= { ...state.reconciliations }),
    finish: () => ({
      ...state,
      configurationSha256,
      rollouts: rollouts ?? state.rollouts,
      rolloutOrder: rolloutOrder ?? state.rolloutOrder,
      finishedInFull: finishedInFull ?? state.finishedInFull,
      recorded: recorded ?? state.recorded,
      lastSightings: lastSightings ?? state.lastSightings,
      debts: debts ?? state.debts,
      promotions: promotions ?? state.promotions,
      promotionOrder: promotionOrder ?? state.promotionOrder,
      policies: policies ?? state.policies,
      roster,
      reconciliations: reconciliations ?? state.reconciliations,
    }),
  };
}
