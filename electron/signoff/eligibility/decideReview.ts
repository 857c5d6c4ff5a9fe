import type { Bar, EmergencyReview, SignedDecision } from '../../../shared/model/eligibility.ts';
import type { Person } from '../../../shared/model/person.ts';
import type { StatementBindings } from '../../../shared/model/statement.ts';
import { compareStatement } from '../statement/compareStatement.ts';
import { findBars, findImplementerBar, type PromotionFacts } from './findBars.ts';

export interface ReviewFacts extends PromotionFacts {
  /** What was done: the bindings that the emergency's approvals stated. */
  readonly bindings: StatementBindings;
  readonly decisions: readonly SignedDecision[];
  /** When the first host was touched. */
  readonly deployedAt: string;
}

/**
 * What an emergency still owes. A review closes it when somebody of the review group signed it who neither wrote the change, nor
 * asked for it, nor approved it; late reviews close it too, and it stays known that they were late. Pure.
 */
export function decideReview(facts: ReviewFacts): EmergencyReview {
  const reviewWithinMs = facts.policy.emergency?.reviewWithinMs ?? 0;
  const dueAt = new Date(Date.parse(facts.deployedAt) + reviewWithinMs).toISOString();
  const review = facts.decisions.find((it) => isReview(it, facts));
  if (review) {
    const { person: by, recordedAt } = review;
    return { kind: 'closed', by, recordedAt, wasLate: recordedAt > dueAt };
  }
  if (facts.now <= dueAt) return { kind: 'due', dueAt };
  return { kind: 'overdue', dueAt, lateMs: Date.parse(facts.now) - Date.parse(dueAt) };
}

/** Why this person may not review this emergency; empty for those who may. */
export function findReviewBars(person: Person, facts: ReviewFacts): Bar[] {
  const { emergency } = facts.policy;
  const rules = {
    required: 1,
    group: emergency?.reviewGroup ?? facts.policy.group,
    members: emergency?.reviewMembers ?? facts.policy.members,
    exclude: ['requester', 'operator'] as const,
    expiryMs: 0,
  };
  const approved = facts.decisions.some(
    (it) => it.person === person.name && it.statement.decision === 'approve',
  );
  return [
    ...findBars(person, facts, rules),
    // Not a rule that a policy could leave out: this is what the review is for.
    ...findImplementerBar(person.name, facts.implementers),
    ...(approved ? [{ kind: 'approvedEmergency', text: 'approved the emergency' } as const] : []),
  ];
}

function isReview(decision: SignedDecision, facts: ReviewFacts): boolean {
  if (decision.statement.decision !== 'review' || decision.statement.rules !== 'emergency') return false;
  if (compareStatement(decision.statement, facts.bindings).length > 0) return false;
  const person = facts.people.find((it) => it.name === decision.person);
  const key = person?.keys.find((it) => it.fingerprint === decision.fingerprint);
  if (!person || !key || key.isRevoked) return false;
  return findReviewBars(person, facts).every((it) => it.kind === 'noKey');
}
