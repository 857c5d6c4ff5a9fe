import type { JournalEventOf } from './events.ts';
import type { PromotionState, SignoffState } from './promotionState.ts';

export type PromotionEvent = JournalEventOf<
  | 'promotionRevised'
  | 'statementIssued'
  | 'signoffRecorded'
  | 'promotionWithdrawn'
  | 'promotionSuperseded'
  | 'approvalVerified'
>;

export function toPromotion(event: JournalEventOf<'promotionRequested'>, at: string): PromotionState {
  return {
    id: event.promotionId,
    service: event.service,
    environment: event.environment,
    release: event.release,
    rules: event.rules,
    requester: event.requester,
    requestedAt: at,
    bindings: event.bindings,
    required: event.required,
    reviewWithinMs: event.reviewWithinMs,
    implementersBlobSha256: event.implementersBlobSha256,
    revisions: [],
    signoffs: [],
    issued: [],
    rolloutIds: [],
    deployedAt: undefined,
    status: { kind: 'waiting' },
  };
}

/** What one event makes of one promotion. `at` is the record's instant. */
export function reducePromotion(
  promotion: PromotionState,
  event: PromotionEvent,
  at: string,
): PromotionState {
  switch (event.kind) {
    case 'promotionRevised':
      return {
        ...promotion,
        release: event.release,
        bindings: event.bindings,
        required: event.required,
        reviewWithinMs: event.reviewWithinMs,
        implementersBlobSha256: event.implementersBlobSha256,
        revisions: [...promotion.revisions, { at, changes: event.changes }],
      };
    case 'statementIssued': {
      const { statementSha256, person } = event;
      return { ...promotion, issued: [...promotion.issued, { statementSha256, person }] };
    }
    case 'signoffRecorded':
      return addSignoff(promotion, event, at);
    case 'promotionWithdrawn':
      return { ...promotion, status: { kind: 'withdrawn', by: event.by, reason: event.reason, at } };
    case 'promotionSuperseded':
      return { ...promotion, status: { kind: 'superseded', by: event.by, at } };
    case 'approvalVerified':
      return { ...promotion, deployedAt: promotion.deployedAt ?? at };
  }
}

function addSignoff(
  promotion: PromotionState,
  event: JournalEventOf<'signoffRecorded'>,
  at: string,
): PromotionState {
  const { decision, person, fingerprint, statement, statementSha256, signatureSha256, via } = event;
  const signoff: SignoffState = {
    decision,
    person,
    fingerprint,
    statement,
    statementSha256,
    signatureSha256,
    recordedAt: at,
    via,
  };
  const signoffs = [...promotion.signoffs, signoff];
  // One rejection stops it; what is being carried out is stopped by whoever watches it.
  if (decision === 'reject' && promotion.status.kind !== 'done') {
    return { ...promotion, signoffs, status: { kind: 'rejected', by: person, at } };
  }
  return { ...promotion, signoffs };
}

/** The rollout that carries the promotion out has begun or ended. */
export function reducePromotionRollout(
  promotion: PromotionState,
  event: JournalEventOf<'rolloutRequested' | 'rolloutFinished' | 'rolloutInterrupted'>,
  at: string,
): PromotionState {
  const { rolloutId } = event;
  if (event.kind === 'rolloutRequested') {
    const rolloutIds = [...promotion.rolloutIds, rolloutId];
    return { ...promotion, rolloutIds, status: { kind: 'deploying', rolloutId } };
  }
  if (promotion.status.kind !== 'deploying' || promotion.status.rolloutId !== rolloutId) return promotion;
  const isDone = event.kind === 'rolloutFinished' && event.result === 'succeeded';
  return { ...promotion, status: { kind: isDone ? 'done' : 'halted', rolloutId, at } };
}
