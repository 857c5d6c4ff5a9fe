import type { JournalEventKind, JournalEventOf } from '../../../shared/journal/events.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { StatementBindings } from '../../../shared/model/statement.ts';

/** A record that is known to be of one kind. */
export type RecordOf<K extends JournalEventKind> = Omit<JournalRecord, 'event'> & {
  readonly event: JournalEventOf<K>;
};

export interface RolloutTrail {
  readonly id: string;
  readonly requested: RecordOf<'rolloutRequested'>;
  /** In the journal's order; debts, approvals and refusals too. */
  readonly records: JournalRecord[];
  readonly approvals: RecordOf<'approvalVerified'>[];
  /** The first step that was begun on any host. */
  firstTouch: RecordOf<'stepBegun'> | undefined;
  ended: RecordOf<'rolloutFinished' | 'rolloutInterrupted'> | undefined;
}

export interface PromotionTrail {
  readonly id: string;
  readonly requested: RecordOf<'promotionRequested'>;
  readonly revisions: RecordOf<'promotionRevised'>[];
  readonly signoffs: RecordOf<'signoffRecorded'>[];
  readonly records: JournalRecord[];
  readonly rolloutIds: string[];
}

export interface PolicySpan {
  readonly environment: string;
  readonly policy: Policy;
  readonly since: RecordOf<'policyConfigured'>;
  until: JournalRecord | undefined;
}

export interface RosterSpan {
  readonly since: RecordOf<'rosterConfigured'>;
  until: JournalRecord | undefined;
}

/** The journal, sorted by what its records are about. */
export interface Trail {
  readonly records: readonly JournalRecord[];
  readonly rollouts: ReadonlyMap<string, RolloutTrail>;
  readonly promotions: ReadonlyMap<string, PromotionTrail>;
  readonly policies: readonly PolicySpan[];
  readonly rosters: readonly RosterSpan[];
  /** When each debt was cleared, by its id. */
  readonly cleared: ReadonlyMap<string, JournalRecord>;
}

export function readTrail(records: readonly JournalRecord[]): Trail {
  const rollouts = new Map<string, RolloutTrail>();
  const promotions = new Map<string, PromotionTrail>();
  const policies: PolicySpan[] = [];
  const rosters: RosterSpan[] = [];
  const cleared = new Map<string, JournalRecord>();
  /** What is told of a rollout before it is asked for: that it was approved. */
  const early = new Map<string, JournalRecord[]>();

  const add = (record: JournalRecord, rolloutId: string): void => {
    const rollout = rollouts.get(rolloutId);
    if (rollout) addToRollout(rollout, record);
    else early.set(rolloutId, [...(early.get(rolloutId) ?? []), record]);
  };
  const endPolicy = (environment: string, record: JournalRecord): void => {
    const open = policies.findLast((it) => it.environment === environment && !it.until);
    if (open) open.until = record;
  };

  for (const record of records) {
    const { event } = record;
    if (event.kind === 'rolloutRequested') {
      const requested = { ...record, event };
      const rollout: RolloutTrail = {
        id: event.rolloutId,
        requested,
        records: [],
        approvals: [],
        firstTouch: undefined,
        ended: undefined,
      };
      rollouts.set(event.rolloutId, rollout);
      for (const before of early.get(event.rolloutId) ?? []) addToRollout(rollout, before);
      early.delete(event.rolloutId);
      rollout.records.push(record);
      if (event.promotionId !== undefined)
        promotions.get(event.promotionId)?.rolloutIds.push(event.rolloutId);
    } else if ('rolloutId' in event && event.rolloutId !== undefined) {
      add(record, event.rolloutId);
    }
    if (event.kind === 'promotionRequested') {
      promotions.set(event.promotionId, {
        id: event.promotionId,
        requested: { ...record, event },
        revisions: [],
        signoffs: [],
        records: [record],
        rolloutIds: [],
      });
    } else if ('promotionId' in event && event.promotionId !== undefined) {
      const promotion = promotions.get(event.promotionId);
      promotion?.records.push(record);
      if (event.kind === 'promotionRevised') promotion?.revisions.push({ ...record, event });
      if (event.kind === 'signoffRecorded') promotion?.signoffs.push({ ...record, event });
    }
    if (event.kind === 'policyConfigured') {
      endPolicy(event.environment, record);
      const { environment, policy } = event;
      policies.push({ environment, policy, since: { ...record, event }, until: undefined });
    }
    if (event.kind === 'policyRemoved') endPolicy(event.environment, record);
    if (event.kind === 'rosterConfigured') {
      const last = rosters.at(-1);
      if (last) last.until = record;
      rosters.push({ since: { ...record, event }, until: undefined });
    }
    if (event.kind === 'debtCleared') cleared.set(event.debtId, record);
  }
  return { records, rollouts, promotions, policies, rosters, cleared };
}

function addToRollout(rollout: RolloutTrail, record: JournalRecord): void {
  rollout.records.push(record);
  const { event } = record;
  if (event.kind === 'approvalVerified') rollout.approvals.push({ ...record, event });
  if (event.kind === 'stepBegun') rollout.firstTouch ??= { ...record, event };
  if (event.kind === 'rolloutFinished' || event.kind === 'rolloutInterrupted') {
    rollout.ended ??= { ...record, event };
  }
}

/** The policy that an environment was judged by when this record was written. */
export function policyAt(trail: Trail, environment: string, seq: number): PolicySpan | undefined {
  return trail.policies.findLast(
    (it) => it.environment === environment && it.since.seq < seq && (!it.until || it.until.seq > seq),
  );
}

export function rosterAt(trail: Trail, seq: number): RosterSpan | undefined {
  return trail.rosters.findLast((it) => it.since.seq < seq);
}

/** The question of a promotion as it stood when this record was written. */
export function questionAt(
  promotion: PromotionTrail,
  seq: number,
): RecordOf<'promotionRequested' | 'promotionRevised'> {
  return promotion.revisions.findLast((it) => it.seq < seq) ?? promotion.requested;
}

export function bindingsAt(promotion: PromotionTrail, seq: number): StatementBindings {
  return questionAt(promotion, seq).event.bindings;
}
