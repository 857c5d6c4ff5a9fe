import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { PromotionDossier } from '../../../../shared/model/promotion.ts';
import { describeReview } from '../../../../shared/view/describeStanding.ts';
import { reviewStandingOf, type ReviewStanding } from '../../../../shared/view/promotionStanding.ts';
import { decisionWords } from '../../../../shared/view/promotionWords.ts';
import { formatInstant } from '../../format/instant.ts';
import { useCapability, useIdentity } from '../../stores/useStores.ts';
import { Button, Countdown, Icon, VisibleText, classes, useClock } from '../../ui/index.ts';
import { useIdentityActs } from '../frame/identityActs.ts';
import { DecideButton } from './DecideButton.tsx';
import { useDecideReasons } from './useDecideReasons.ts';
import { usePersonName } from './usePersonName.ts';
import { WhoMayDecide } from './WhoMayDecide.tsx';
import css from './Signoff.module.css';

interface ReviewSectionProps {
  readonly promotion: PromotionState;
  readonly reviewers: PromotionDossier['reviewers'];
  readonly isLooking: boolean;
}

/** What an emergency owes: red until somebody who did not write the change has signed its review. */
export function ReviewSection({ promotion, reviewers, isLooking }: ReviewSectionProps) {
  const nameOf = usePersonName();
  // Told by the minute: how late it is.
  const nowMinute = useClock((nowMs) => Math.floor(nowMs / 60_000) * 60_000);
  const review = reviewStandingOf(promotion, new Date(nowMinute).toISOString());
  if (!review) return undefined;
  const words = describeReview(review, nameOf);
  return (
    <>
      <section className={css.section} aria-label="Review">
        <p
          className={classes(css.standing, words.tone !== 'plain' && css[words.tone])}
          role={review.kind === 'overdue' ? 'alert' : 'status'}
        >
          <span>
            {review.kind === 'overdue' && <Icon name="emergency" size={16} />}{' '}
            <VisibleText text={words.text} />
          </span>
        </p>
        <ReviewDue promotion={promotion} review={review} />
        {review.kind !== 'closed' && (
          <ReviewAct promotion={promotion} reviewers={reviewers} isLooking={isLooking} />
        )}
      </section>
      {review.kind !== 'closed' && reviewers && <WhoMayDecide title="Who may review" persons={reviewers} />}
    </>
  );
}

function ReviewDue(props: { readonly promotion: PromotionState; readonly review: ReviewStanding }) {
  const { promotion, review } = props;
  switch (review.kind) {
    case 'due':
      return (
        <Countdown label="review due in" endsAt={review.dueAt} totalMs={promotion.reviewWithinMs ?? 1_000} />
      );
    case 'overdue':
      return <p className={css.text}>It was due {formatInstant(review.dueAt)}.</p>;
    case 'closed':
      return undefined;
  }
}

function ReviewAct({ promotion, reviewers, isLooking }: ReviewSectionProps) {
  const canAct = useCapability('rollouts');
  const hasSession = useIdentity((state) => state.session !== undefined);
  const { unlock } = useIdentityActs();
  const reasons = useDecideReasons(reviewers, isLooking);
  if (!canAct) return undefined;
  return (
    <>
      <DecideButton promotion={promotion} decision="review" reasons={reasons} kind="primary">
        {decisionWords('review', promotion)}
      </DecideButton>
      {!hasSession && (
        <Button icon="unlock" onClick={unlock}>
          Say who you are…
        </Button>
      )}
    </>
  );
}
