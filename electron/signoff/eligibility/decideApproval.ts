import type { Approval, Discounted, SignedDecision } from '../../../shared/model/eligibility.ts';
import { type Count, countApprovals, type DecisionFacts, rulesOf } from './countDecisions.ts';

/**
 * May this promotion roll now? Ask it before the first host is touched and again at each batch, with what is observed then.
 * One rejection stops it for good, stale or not and whoever made it: stopping needs no quorum. Pure.
 */
export function decideApproval(facts: DecisionFacts): Approval {
  const rejection = facts.decisions.find((it) => isRejection(it, facts));
  if (rejection) return { kind: 'rejected', by: rejection.person, recordedAt: rejection.recordedAt };
  const count = countApprovals(facts);
  const required = rulesOf(facts.policy, facts.bindings.rules)?.required ?? facts.policy.required;
  if (count.counted.length >= required) return toApproved(count, required);
  return toShortfall(count, required);
}

function isRejection(decision: SignedDecision, facts: DecisionFacts): boolean {
  const { statement } = decision;
  return statement.decision === 'reject' && statement.promotion === facts.bindings.promotion;
}

/** It ends when the sign-off expires whose end leaves too few. */
function toApproved({ counted, discounted }: Count, required: number): Approval {
  const ends = counted.map((it) => it.statement.expiresAt).toSorted();
  const untilAt = ends[ends.length - required] ?? '';
  return { kind: 'approved', by: counted.map((it) => it.person), untilAt, discounted: [...discounted] };
}

/** Too few: because something changed, because time passed, or because people have yet to sign. */
function toShortfall({ counted, discounted }: Count, required: number): Approval {
  const newest = newestOfEach(discounted);
  const stale = newest.filter((it) => it.kind === 'stale');
  const expired = newest.filter((it) => it.kind === 'expired');
  const all = [...discounted];
  const hadEnough = (lost: number): boolean => lost > 0 && counted.length + lost >= required;
  if (stale.length > 0 && hadEnough(stale.length + expired.length)) {
    const changes = stale.map(({ person, differences }) => ({ person, differences }));
    return { kind: 'stale', stale: changes, discounted: all };
  }
  if (hadEnough(expired.length)) {
    const expiredAt = expired.map((it) => it.expiredAt).toSorted()[
      hadEnoughUntil(expired.length, counted.length, required)
    ];
    return { kind: 'expired', expiredAt: expiredAt ?? '', discounted: all };
  }
  const by = counted.map((it) => it.person);
  return { kind: 'waiting', signed: counted.length, required, by, discounted: all };
}

/** Index of the end that left too few, among the sorted ends of those that expired. */
function hadEnoughUntil(expired: number, counted: number, required: number): number {
  return counted + expired - required;
}

function newestOfEach(discounted: readonly Discounted[]): Discounted[] {
  return [...new Map(discounted.map((it) => [it.person, it])).values()];
}
