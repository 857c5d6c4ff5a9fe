import type { JournalState } from '../journal/state.ts';
import { isOpenPromotion, type PromotionState } from '../journal/promotionState.ts';
import { promotionStandingOf, reviewStandingOf } from './promotionStanding.ts';

/** What a cell of the matrix says of promotions. */
export interface PromotionMark {
  readonly kind: 'signOff' | 'emergency';
  /** In words: `1.1.0 waits for sign-offs, 1 of 2`. */
  readonly text: string;
  /** Beside the sign: `1/2`. */
  readonly short?: string;
}

type Promotions = Pick<JournalState, 'promotions' | 'promotionOrder'>;

/** By `service/environment`; names cannot contain a slash. Cells without a mark are not in it. @param now UTC instant. */
export function promotionMarksByTarget(
  state: Promotions,
  now: string,
): ReadonlyMap<string, readonly PromotionMark[]> {
  const concerned = state.promotionOrder
    .flatMap((id) => state.promotions[id] ?? [])
    .filter((it) => isOpenPromotion(it) || it.rules === 'emergency');
  const byTarget = Map.groupBy(concerned, ({ service, environment }) => `${service}/${environment}`);
  return new Map(
    [...byTarget].flatMap(([key, promotions]) => {
      const marks = [...emergencyMarks(promotions, now), ...openMarks(promotions, now)];
      return marks.length === 0 ? [] : [[key, marks] as const];
    }),
  );
}

/** Emergencies that still owe their review. */
function emergencyMarks(promotions: readonly PromotionState[], now: string): PromotionMark[] {
  const owed = promotions.flatMap((promotion) => {
    const review = reviewStandingOf(promotion, now);
    return review?.kind === 'due' || review?.kind === 'overdue' ? [{ promotion, review }] : [];
  });
  const overdue = owed.find(({ review }) => review.kind === 'overdue');
  const shown = overdue ?? owed[0];
  if (!shown) return [];
  const { version } = shown.promotion.release;
  return [
    {
      kind: 'emergency',
      text: overdue
        ? `The review of the emergency with ${version} is overdue`
        : `The emergency with ${version} is to be reviewed`,
      ...(owed.length > 1 ? { short: String(owed.length) } : {}),
    },
  ];
}

/** The newest that is still open: a new request supersedes the one before. */
function openMarks(promotions: readonly PromotionState[], now: string): PromotionMark[] {
  const open = promotions.findLast(isOpenPromotion);
  if (!open) return [];
  const kind = open.rules === 'emergency' ? 'emergency' : 'signOff';
  const what = `${open.rules === 'emergency' ? 'EMERGENCY: ' : ''}${open.release.version}`;
  const standing = promotionStandingOf(open, now);
  switch (standing.kind) {
    case 'waiting': {
      const { signed, required } = standing;
      const text = `${what} waits for sign-offs, ${signed} of ${required}`;
      return [{ kind, text, short: `${signed}/${required}` }];
    }
    case 'stale':
      return [{ kind, text: `${what}: the sign-offs are stale`, short: '!' }];
    case 'expired':
      return [{ kind, text: `${what}: the approval has expired`, short: '!' }];
    case 'approved':
      return [{ kind, text: `${what} is approved`, short: '✓' }];
    // The rollout has a mark of its own.
    case 'deploying':
    case 'halted':
    case 'done':
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
      return [];
  }
}
