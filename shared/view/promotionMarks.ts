import type { JournalState } from '../journal/state.ts';
import { openPromotionIn } from './promotionList.ts';
import { promotionStandingOf, reviewStandingOf } from './promotionStanding.ts';

/** What a cell of the matrix says of promotions. */
export interface PromotionMark {
  readonly kind: 'signOff' | 'emergency';
  /** In words: `1.1.0 waits for sign-offs, 1 of 2`. */
  readonly text: string;
  /** Beside the sign: `1/2`. */
  readonly short?: string;
}

/**
 * The open promotion of one service to one environment, and an emergency that still owes its review. Red comes first.
 * @param now UTC instant.
 */
export function promotionMarksOf(
  state: Pick<JournalState, 'promotions' | 'promotionOrder'>,
  target: { readonly service: string; readonly environment: string },
  now: string,
): readonly PromotionMark[] {
  return [...emergencyMarks(state, target, now), ...signOffMarks(state, target, now)];
}

function emergencyMarks(...[state, target, now]: Parameters<typeof promotionMarksOf>): PromotionMark[] {
  const owed = state.promotionOrder
    .flatMap((id) => state.promotions[id] ?? [])
    .filter((it) => it.service === target.service && it.environment === target.environment)
    .flatMap((it) => {
      const review = reviewStandingOf(it, now);
      return review?.kind === 'due' || review?.kind === 'overdue' ? [{ promotion: it, review }] : [];
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

function signOffMarks(...[state, target, now]: Parameters<typeof promotionMarksOf>): PromotionMark[] {
  const open = openPromotionIn(state, target);
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
      return [{ kind, text: `${what}: the sign-offs are stale`, short: 'stale' }];
    case 'expired':
      return [{ kind, text: `${what}: the approval has expired`, short: 'expired' }];
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
