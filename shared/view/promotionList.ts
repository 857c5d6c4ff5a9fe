import type { JournalState } from '../journal/state.ts';
import { isOpenPromotion, type PromotionState } from '../journal/promotionState.ts';
import {
  promotionStandingOf,
  reviewStandingOf,
  type PromotionStanding,
  type ReviewStanding,
} from './promotionStanding.ts';

export interface PromotionRow {
  readonly promotion: PromotionState;
  readonly standing: PromotionStanding;
  /** What an emergency owes; `undefined` for everything else. */
  readonly review: ReviewStanding | undefined;
  readonly isOpen: boolean;
}

export interface PromotionFilter {
  readonly show: 'all' | 'open' | 'emergencies';
  /** Each word must be part of service, version, environment, person, standing or id. */
  readonly text: string;
}

type Promotions = Pick<JournalState, 'promotions' | 'promotionOrder'>;

/** By how they stand: what waits for somebody first, then what is over; newest first within each. */
export function promotionRowsOf(
  state: Promotions,
  filter: PromotionFilter,
  now: string,
): readonly PromotionRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return state.promotionOrder
    .toReversed()
    .flatMap((id) => state.promotions[id] ?? [])
    .map((promotion) => rowOf(promotion, now))
    .filter((row) => fits(row, filter.show) && words.every((word) => textOf(row).includes(word)))
    .toSorted((left, right) => rankOf(left) - rankOf(right));
}

export function countPromotions(state: Promotions): { readonly all: number; readonly open: number } {
  const promotions = Object.values(state.promotions);
  return { all: promotions.length, open: promotions.filter(isOpenPromotion).length };
}

/** The one that is still to be decided or carried out here: a new request supersedes it. */
export function openPromotionIn(
  state: Promotions,
  of: { readonly service: string; readonly environment: string },
): PromotionState | undefined {
  return state.promotionOrder
    .toReversed()
    .flatMap((id) => state.promotions[id] ?? [])
    .find((it) => it.service === of.service && it.environment === of.environment && isOpenPromotion(it));
}

function rowOf(promotion: PromotionState, now: string): PromotionRow {
  return {
    promotion,
    standing: promotionStandingOf(promotion, now),
    review: reviewStandingOf(promotion, now),
    isOpen: isOpenPromotion(promotion),
  };
}

/** An overdue review shouts; then what is under way, then what waits, then all that is over. */
function rankOf({ standing, review }: PromotionRow): number {
  if (review?.kind === 'overdue') return 0;
  if (review?.kind === 'due') return 1;
  switch (standing.kind) {
    case 'deploying':
      return 2;
    case 'approved':
      return 3;
    case 'waiting':
    case 'stale':
    case 'expired':
    case 'halted':
      return 4;
    case 'done':
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
      return 5;
  }
}

function fits({ promotion, isOpen, review }: PromotionRow, show: PromotionFilter['show']): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'open':
      return isOpen || review?.kind === 'due' || review?.kind === 'overdue';
    case 'emergencies':
      return promotion.rules === 'emergency';
  }
}

function textOf({ promotion, standing }: PromotionRow): string {
  const { id, service, environment, release, requester, rules, signoffs } = promotion;
  return [id, service, environment, release.version, requester, rules, standing.kind]
    .concat(signoffs.map(({ person }) => person))
    .join('\n')
    .toLowerCase();
}
