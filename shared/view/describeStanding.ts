import type { PromotionState } from '../journal/promotionState.ts';
import { formatSpan } from './formatSpan.ts';
import { listWords } from './promotionWords.ts';
import type { PromotionStanding, ReviewStanding } from './promotionStanding.ts';

export interface StandingWords {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'caution' | 'bad';
}

/** How a promotion stands, as a sentence. Instants are told beside it. @param nameOf a person as people say it. */
export function describeStanding(
  standing: PromotionStanding,
  promotion: Pick<PromotionState, 'environment'>,
  nameOf: (person: string) => string,
): StandingWords {
  switch (standing.kind) {
    case 'waiting': {
      const missing = standing.required - standing.signed;
      return {
        text: `Waits for ${missing} more ${missing === 1 ? 'sign-off' : 'sign-offs'}: ${standing.signed} of ${standing.required} signed.`,
        tone: 'plain',
      };
    }
    case 'stale':
      return { text: 'The sign-offs are stale: what was signed has changed.', tone: 'caution' };
    case 'approved':
      return { text: `Approved by ${listWords(standing.by.map(nameOf))}.`, tone: 'good' };
    case 'expired':
      return { text: 'The approval has expired: it has to be signed again.', tone: 'caution' };
    case 'rejected':
      return {
        text: `Rejected by ${nameOf(standing.by)}. That is for good; another request is another promotion.`,
        tone: 'bad',
      };
    case 'withdrawn':
      return { text: `Withdrawn by ${nameOf(standing.by)}.`, tone: 'plain' };
    case 'superseded':
      return { text: 'Superseded by another request.', tone: 'plain' };
    case 'deploying':
      return { text: `Is being brought to ${promotion.environment}.`, tone: 'plain' };
    case 'halted':
      return { text: 'Its rollout ended otherwise than well.', tone: 'bad' };
    case 'done':
      return { text: `Is in ${promotion.environment}.`, tone: 'good' };
  }
}

export function describeReview(review: ReviewStanding, nameOf: (person: string) => string): StandingWords {
  switch (review.kind) {
    case 'due':
      return { text: 'This emergency is to be reviewed.', tone: 'caution' };
    case 'overdue':
      return {
        text: `The review of this emergency is OVERDUE, ${formatSpan(review.lateMs)} late.`,
        tone: 'bad',
      };
    case 'closed':
      return {
        text: `Reviewed by ${nameOf(review.by)}${review.wasLate ? ', late' : ' in time'}.`,
        tone: review.wasLate ? 'caution' : 'good',
      };
  }
}
