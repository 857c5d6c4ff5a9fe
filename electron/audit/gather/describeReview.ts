import type { PromotionTrail, RolloutTrail } from './readTrail.ts';

export interface ReviewFact {
  readonly kind: 'closed' | 'late' | 'owed' | 'notDeployed';
  readonly text: string;
}

/** What became of an emergency's review, as far as the journal goes. It is judged against its own due time, never against now. */
export function describeReview(
  promotion: PromotionTrail,
  { approvals, firstTouch }: RolloutTrail,
): ReviewFact {
  const deployed = approvals[0]?.envelope.at ?? firstTouch?.envelope.at;
  if (deployed === undefined) return { kind: 'notDeployed', text: 'not deployed' };
  const within = promotion.requested.event.reviewWithinMs ?? 0;
  const dueAt = new Date(Date.parse(deployed) + within).toISOString();
  const review = promotion.signoffs.find((it) => it.event.decision === 'review');
  if (!review) return { kind: 'owed', text: `no review; due at ${dueAt}` };
  const { at } = review.envelope;
  const { person } = review.event;
  return at > dueAt
    ? { kind: 'late', text: `reviewed late by ${person} at ${at}; due at ${dueAt}` }
    : { kind: 'closed', text: `reviewed by ${person} at ${at}` };
}
