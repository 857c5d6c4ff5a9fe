import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import type { PromotionState } from '../../../shared/journal/promotionState.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import type { Policy } from '../../../shared/model/policy.ts';
import type { Statement, StatementDecision } from '../../../shared/model/statement.ts';
import { promotionStandingOf, reviewStandingOf } from '../../../shared/view/promotionStanding.ts';
import { bindings, createStatement, later, now } from '../../fixtures/signoffStory.ts';
import { toRecords } from '../../fixtures/records.ts';

const sha = (digit: string): string => digit.repeat(64);
const release = {
  service: serviceName.parse('shop'),
  version: '1.4.0',
  commit: bindings.headCommit,
  artifactSha256: bindings.artifactSha256,
};

const requested = (
  more: Partial<Extract<JournalEvent, { kind: 'promotionRequested' }>> = {},
): JournalEvent => ({
  kind: 'promotionRequested',
  promotionId: 'p-17',
  service: serviceName.parse('shop'),
  environment: environmentName.parse('production'),
  release,
  rules: 'ordinary',
  requester: 'rob',
  bindings,
  required: 2,
  implementersBlobSha256: sha('9'),
  ...more,
});

const signed = (
  person: string,
  decision: StatementDecision = 'approve',
  changes: Partial<Statement> = {},
): JournalEvent => {
  const statement = createStatement(person, { decision, ...changes });
  return {
    kind: 'signoffRecorded',
    promotionId: 'p-17',
    decision,
    person,
    fingerprint: `SHA256:${person}`,
    statement,
    statementSha256: sha('1'),
    signatureSha256: sha('2'),
    via: 'key',
  };
};

const revised: JournalEvent = {
  kind: 'promotionRevised',
  promotionId: 'p-17',
  release,
  bindings: { ...bindings, artifactSha256: sha('f') },
  required: 2,
  implementersBlobSha256: sha('8'),
  changes: ['The artifact changed from aaaaaaaaaaaa to ffffffffffff.'],
};

const rolloutRequested: JournalEvent = {
  kind: 'rolloutRequested',
  rolloutId: 'r-1',
  service: serviceName.parse('shop'),
  environment: environmentName.parse('production'),
  release,
  planSha256: bindings.planSha256,
  batches: [],
  promotionId: 'p-17',
};

const after = (...events: readonly JournalEvent[]): JournalState =>
  reduceAll(emptyJournalState, toRecords(events, { at: now }));
const promotionIn = (state: JournalState): PromotionState => {
  const promotion = state.promotions['p-17'];
  if (!promotion) throw new Error('no promotion');
  return promotion;
};
const standing = (at: string, ...events: readonly JournalEvent[]) =>
  promotionStandingOf(promotionIn(after(...events)), at);

describe('how a promotion stands, by the journal alone', () => {
  it('waits for as many people as the policy asks for; whoever signs twice is one', () => {
    expect(standing(now, requested())).toEqual({ kind: 'waiting', signed: 0, required: 2 });
    expect(standing(now, requested(), signed('li'), signed('li'))).toEqual({
      kind: 'waiting',
      signed: 1,
      required: 2,
    });
  });

  it('is approved until the sign-off ends whose end leaves too few', () => {
    const events = [requested(), signed('li', 'approve', { expiresAt: later(1) }), signed('omar')];
    expect(standing(now, ...events)).toEqual({ kind: 'approved', by: ['li', 'omar'], untilAt: later(1) });
    expect(standing(later(2), ...events)).toEqual({ kind: 'expired', expiredAt: later(1) });
  });

  it('is stale when what was signed changed, and says what', () => {
    const found = standing(now, requested(), signed('li'), signed('omar'), revised);
    expect(found).toMatchObject({ kind: 'stale', signed: 0, required: 2 });
    expect(found.kind === 'stale' ? found.changes : []).toEqual([
      'The artifact changed from aaaaaaaaaaaa to ffffffffffff.',
    ]);
  });

  it('is rejected by one, and stays so whatever is signed afterwards', () => {
    const found = standing(now, requested(), signed('eve', 'reject'), signed('li'), signed('omar'));
    expect(found).toMatchObject({ kind: 'rejected', by: 'eve' });
  });

  it('is deploying, halted or done as its own rollout goes, and no other', () => {
    const begun = [requested(), signed('li'), signed('omar'), rolloutRequested];
    const finished = (rolloutId: string, result: 'succeeded' | 'failed'): JournalEvent => ({
      kind: 'rolloutFinished',
      rolloutId,
      result,
    });
    expect(standing(now, ...begun)).toMatchObject({ kind: 'deploying', rolloutId: 'r-1' });
    expect(standing(now, ...begun, finished('r-1', 'failed'))).toMatchObject({ kind: 'halted' });
    expect(standing(now, ...begun, finished('r-1', 'succeeded'))).toMatchObject({ kind: 'done' });
    expect(standing(now, ...begun, finished('r-2', 'succeeded'))).toMatchObject({ kind: 'deploying' });
  });

  it('leaves the promotion alone when an event belongs to one that is not known', () => {
    const state = after(requested());
    const strange = toRecords([{ ...revised, promotionId: 'p-99' }], { at: now }, state.seq + 1);
    expect(reduceAll(state, strange).promotions).toBe(state.promotions);
  });
});

describe('what an emergency owes', () => {
  const emergency = requested({ rules: 'emergency', required: 1, reviewWithinMs: 2 * 3_600_000 });
  const verified: JournalEvent = {
    kind: 'approvalVerified',
    promotionId: 'p-17',
    rolloutId: 'r-1',
    batch: -1,
    by: ['eve'],
    untilAt: later(1),
  };
  const review = (at: string, ...events: readonly JournalEvent[]) =>
    reviewStandingOf(promotionIn(after(...events)), at);

  it('owes nothing before its first host, and nothing when it is no emergency', () => {
    expect(review(now, emergency)).toBeUndefined();
    expect(review(now, requested(), verified)).toBeUndefined();
  });

  it('owes a review from then on, shouts when that is late, and is closed by one', () => {
    expect(review(later(1), emergency, verified)).toEqual({ kind: 'due', dueAt: later(2) });
    expect(review(later(3), emergency, verified)).toEqual({
      kind: 'overdue',
      dueAt: later(2),
      lateMs: 3_600_000,
    });
    expect(review(later(3), emergency, verified, signed('li', 'review'))).toMatchObject({
      kind: 'closed',
      by: 'li',
      wasLate: false,
    });
  });
});

describe('policies and people in force', () => {
  it('are those of the newest record, and gone when they were removed', () => {
    const changedBy = { kind: 'uncommitted' } as const;
    const policy: Policy = {
      environment: environmentName.parse('production'),
      required: 1,
      group: 'releasers',
      members: ['li'],
      exclude: [],
      expiryMs: 60_000,
      keyKinds: ['ed25519'],
      version: sha('a'),
    };
    const configured: JournalEvent = {
      kind: 'policyConfigured',
      environment: policy.environment,
      policy,
      changedBy,
    };
    const removed: JournalEvent = { kind: 'policyRemoved', environment: policy.environment, changedBy };
    expect(after(configured).policies['production']).toEqual({ policy, since: now, changedBy });
    expect(after(configured, removed).policies).toEqual({});
  });
});
