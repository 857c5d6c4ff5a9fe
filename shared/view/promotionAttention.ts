import type { JournalState } from '../journal/state.ts';
import type { PromotionState } from '../journal/promotionState.ts';
import type { AttentionItem } from './attentionList.ts';
import { promotionStandingOf, reviewStandingOf } from './promotionStanding.ts';

type Promotions = Pick<JournalState, 'promotions'>;

/**
 * What waits for somebody because of promotions. What was rejected, withdrawn or superseded waits for nobody.
 * @param now UTC instant.
 */
export function promotionMatters(state: Promotions, now: string): readonly AttentionItem[] {
  return Object.values(state.promotions).flatMap((promotion) => [
    ...reviewMatter(promotion, now),
    ...signoffMatter(promotion, now),
  ]);
}

/** The next moment at which time alone makes another list of it; `undefined` while nothing runs out. */
export function nextPromotionMoment(state: Promotions, now: string): string | undefined {
  return Object.values(state.promotions)
    .flatMap((promotion) => {
      const standing = promotionStandingOf(promotion, now);
      const review = reviewStandingOf(promotion, now);
      return [
        ...(standing.kind === 'approved' ? [standing.untilAt] : []),
        ...promotion.signoffs.map(({ statement }) => statement.expiresAt),
        ...(review?.kind === 'due' ? [review.dueAt] : []),
      ];
    })
    .filter((at) => at > now)
    .toSorted()[0];
}

function reviewMatter(promotion: PromotionState, now: string): AttentionItem[] {
  const review = reviewStandingOf(promotion, now);
  if (review?.kind !== 'due' && review?.kind !== 'overdue') return [];
  const { id, release, environment, service } = promotion;
  const about = {
    id: `emergencyReview/${id}/${review.kind}`,
    waitsFor: 'release manager',
    place: `${service} in ${environment}`,
    wayOut: 'Somebody who did not write the change looks at what was done and signs the review.',
    since: promotion.deployedAt,
    leadsTo: { kind: 'promotion', id },
  } as const;
  if (review.kind === 'due') {
    return [
      {
        ...about,
        kind: 'reviewDue',
        tone: 'caution',
        message: `The emergency with ${release.version} is to be reviewed until ${utcMinute(review.dueAt)}.`,
      },
    ];
  }
  return [
    {
      ...about,
      kind: 'reviewOverdue',
      tone: 'bad',
      // Not how late it is: the matter stays the same while it grows later.
      message: `The review of the emergency with ${release.version} is overdue since ${utcMinute(review.dueAt)}.`,
    },
  ];
}

function signoffMatter(promotion: PromotionState, now: string): AttentionItem[] {
  const { id, service, environment, release, rules } = promotion;
  const standing = promotionStandingOf(promotion, now);
  const about = {
    waitsFor: 'releasers',
    place: `${service} to ${environment}`,
    leadsTo: { kind: 'promotion', id },
  } as const;
  const emergency = rules === 'emergency' ? 'EMERGENCY: ' : '';
  switch (standing.kind) {
    case 'waiting':
      return [
        {
          ...about,
          id: `signoff/${id}`,
          kind: 'signoffWaiting',
          tone: rules === 'emergency' ? 'bad' : 'caution',
          message: `${emergency}${release.version} waits for sign-offs, ${standing.signed} of ${standing.required} signed.`,
          wayOut: 'Read what changes, then approve it or reject it.',
          since: promotion.requestedAt,
        },
      ];
    case 'stale': {
      const [change] = standing.changes;
      const more = standing.changes.length > 1 ? ` And ${standing.changes.length - 1} more.` : '';
      return [
        {
          ...about,
          id: `signoffStale/${id}`,
          kind: 'signoffStale',
          tone: 'caution',
          message: `${emergency}${emergency === '' ? 'The' : 'the'} sign-offs for ${release.version} are stale${change === undefined ? '.' : `: ${change}${more}`}`,
          wayOut: 'Read what is different now, and sign again.',
          since: promotion.revisions.at(-1)?.at,
        },
      ];
    }
    case 'expired':
      return [
        {
          ...about,
          id: `signoffExpired/${id}`,
          kind: 'signoffExpired',
          tone: 'caution',
          message: `${emergency}${emergency === '' ? 'The' : 'the'} approval of ${release.version} expired before it was deployed.`,
          wayOut: 'Sign again, or withdraw the promotion.',
          since: standing.expiredAt,
        },
      ];
    case 'approved':
    case 'deploying':
    case 'halted':
    case 'done':
    case 'rejected':
    case 'withdrawn':
    case 'superseded':
      return [];
  }
}

/** `2026-05-01 12:30 UTC`: in a text that is the same on every desktop. */
function utcMinute(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
