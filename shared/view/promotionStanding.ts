import type { PromotionState, SignoffState } from '../journal/promotionState.ts';
import { statementBindings } from '../model/statement.ts';

/** How a promotion stands as far as the journal alone can tell; the app judges people, keys and policy anew. */
export type PromotionStanding =
  | { readonly kind: 'waiting'; readonly signed: number; readonly required: number }
  /** Enough had signed, and then what they signed changed. */
  | {
      readonly kind: 'stale';
      readonly signed: number;
      readonly required: number;
      readonly changes: readonly string[];
    }
  | { readonly kind: 'approved'; readonly by: readonly string[]; readonly untilAt: string }
  | { readonly kind: 'expired'; readonly expiredAt: string }
  | Exclude<PromotionState['status'], { kind: 'waiting' }>;

/** @param now UTC instant. */
export function promotionStandingOf(promotion: PromotionState, now: string): PromotionStanding {
  if (promotion.status.kind !== 'waiting') return promotion.status;
  const { required } = promotion;
  const approvals = newestOfEach(promotion.signoffs.filter((it) => it.decision === 'approve'));
  const current = approvals.filter((it) => isAbout(it, promotion));
  const good = current.filter((it) => it.statement.expiresAt > now);
  if (good.length >= required) {
    const ends = good.map((it) => it.statement.expiresAt).toSorted();
    return {
      kind: 'approved',
      by: good.map((it) => it.person),
      untilAt: ends[ends.length - required] ?? now,
    };
  }
  if (current.length >= required) {
    const ends = current.map((it) => it.statement.expiresAt).toSorted();
    return { kind: 'expired', expiredAt: ends[ends.length - required] ?? now };
  }
  if (approvals.length >= required) {
    const changes = promotion.revisions.at(-1)?.changes ?? [];
    return { kind: 'stale', signed: good.length, required, changes };
  }
  return { kind: 'waiting', signed: good.length, required };
}

/** The newest sign-off of each person, in the order in which they signed first. */
function newestOfEach(signoffs: readonly SignoffState[]): readonly SignoffState[] {
  return [...new Map(signoffs.map((it) => [it.person, it])).values()];
}

const fields = statementBindings.keyof().options;

/** Is this sign-off about exactly what is asked now? */
export function isAbout(signoff: SignoffState, promotion: Pick<PromotionState, 'bindings'>): boolean {
  return fields.every((field) => signoff.statement[field] === promotion.bindings[field]);
}

/** Who approved exactly what is asked now, in the order in which they signed first; whether it still holds is another question. */
export function approversOf(promotion: PromotionState): readonly string[] {
  return newestOfEach(promotion.signoffs.filter((it) => it.decision === 'approve'))
    .filter((it) => isAbout(it, promotion))
    .map((it) => it.person);
}

/** What an emergency owes from the moment that its first host is touched; `undefined` for everything else. */
export type ReviewStanding =
  | { readonly kind: 'due'; readonly dueAt: string }
  | { readonly kind: 'overdue'; readonly dueAt: string; readonly lateMs: number }
  | { readonly kind: 'closed'; readonly by: string; readonly at: string; readonly wasLate: boolean };

export function reviewStandingOf(promotion: PromotionState, now: string): ReviewStanding | undefined {
  if (promotion.rules !== 'emergency' || promotion.deployedAt === undefined) return undefined;
  const dueMs = Date.parse(promotion.deployedAt) + (promotion.reviewWithinMs ?? 0);
  const dueAt = new Date(dueMs).toISOString();
  const review = promotion.signoffs.find((it) => it.decision === 'review');
  if (review) {
    return { kind: 'closed', by: review.person, at: review.recordedAt, wasLate: review.recordedAt > dueAt };
  }
  const lateMs = Date.parse(now) - dueMs;
  return lateMs > 0 ? { kind: 'overdue', dueAt, lateMs } : { kind: 'due', dueAt };
}
