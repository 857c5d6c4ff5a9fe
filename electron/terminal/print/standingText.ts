import type { Approval, Discounted } from '../../../shared/model/eligibility.ts';
import type { PromotionStanding, ReviewStanding } from '../../../shared/view/promotionStanding.ts';
import { formatDuration } from '../../../shared/view/formatDuration.ts';
import { visibleText } from '../../../shared/view/visibleText.ts';
import type { Palette } from '../palette.ts';
import type { Cell } from './table.ts';

/** How a promotion stands, in one clause. */
export function standingCell(standing: PromotionStanding, colors: Palette): Cell {
  switch (standing.kind) {
    case 'waiting':
      return {
        text: `waiting: ${standing.signed} of ${standing.required} have signed`,
        paint: colors.yellow,
      };
    case 'stale':
      return {
        text: `stale: what was signed has changed, ${standing.signed} of ${standing.required} left`,
        paint: colors.yellow,
      };
    case 'approved':
      return {
        text: `approved by ${standing.by.join(', ')} until ${standing.untilAt}`,
        paint: colors.green,
      };
    case 'expired':
      return { text: `expired at ${standing.expiredAt}`, paint: colors.yellow };
    case 'rejected':
      return { text: `rejected by ${standing.by}, ${standing.at}`, paint: colors.red };
    case 'withdrawn':
      return { text: `withdrawn by ${standing.by}: ${visibleText(standing.reason)}` };
    case 'superseded':
      return { text: `superseded by ${standing.by}` };
    case 'deploying':
      return { text: `being rolled out: ${standing.rolloutId}`, paint: colors.cyan };
    case 'halted':
      return { text: `its rollout did not end well: ${standing.rolloutId}`, paint: colors.red };
    case 'done':
      return { text: `done, ${standing.at}`, paint: colors.green };
  }
}

/** As it was judged just now: people, keys and policy included. */
export function approvalCell(approval: Approval, colors: Palette): Cell {
  switch (approval.kind) {
    case 'waiting':
    case 'approved':
      return standingCell(approval, colors);
    case 'rejected':
      return { text: `rejected by ${approval.by}, ${approval.recordedAt}`, paint: colors.red };
    case 'expired':
      return { text: `expired at ${approval.expiredAt}`, paint: colors.yellow };
    case 'stale':
      return { text: 'stale: what was signed has changed', paint: colors.yellow };
  }
}

/** Why a sign-off does not count. */
export function discountedText(it: Discounted): string {
  switch (it.kind) {
    case 'stale':
      return `stale: ${it.differences.map((difference) => difference.text).join(' ')}`;
    case 'expired':
      return `expired at ${it.expiredAt}`;
    case 'barred':
      return `does not count: ${it.bars.map((bar) => bar.text).join('; ')}`;
  }
}

/** What an emergency still owes. */
export function reviewCell(review: ReviewStanding, colors: Palette): Cell {
  switch (review.kind) {
    case 'due':
      return { text: `emergency review due ${review.dueAt}`, paint: colors.yellow };
    case 'overdue':
      return { text: `EMERGENCY REVIEW OVERDUE by ${formatDuration(review.lateMs)}`, paint: colors.red };
    case 'closed':
      return { text: `reviewed by ${review.by}, ${review.at}${review.wasLate ? ' (late)' : ''}` };
  }
}
