import type { PromotionState } from '../../../../shared/journal/promotionState.ts';
import type { PromotionShown } from '../../../../shared/view/promotionShown.ts';
import { describeStanding } from '../../../../shared/view/describeStanding.ts';
import { formatInstant } from '../../format/instant.ts';
import { routeTo } from '../../route.ts';
import { Age, Countdown, ErrorNote, Icon, VisibleText, classes } from '../../ui/index.ts';
import { ReasonText } from './ReasonText.tsx';
import { usePersonName } from './usePersonName.ts';
import css from './Signoff.module.css';

interface StandingHeadProps {
  readonly promotion: PromotionState;
  readonly shown: PromotionShown;
  readonly reason: string | undefined;
}

/** How it stands in one sentence, read out when it changes; red and with its reason where it is an emergency. */
export function StandingHead({ promotion, shown, reason }: StandingHeadProps) {
  const nameOf = usePersonName();
  const { standing, changes, discounted } = shown;
  const words = describeStanding(standing, promotion, nameOf);
  const canStillCount = promotion.status.kind === 'waiting' || promotion.status.kind === 'halted';
  return (
    <section className={css.section} aria-label="Standing">
      {promotion.rules === 'emergency' && (
        <div className={css.emergency}>
          <p className={css.emergencyTitle}>
            <Icon name="emergency" size={16} /> EMERGENCY
          </p>
          <ReasonText promotion={promotion} known={reason} />
        </div>
      )}
      <p className={classes(css.standing, words.tone !== 'plain' && css[words.tone])} role="status">
        <span>
          <VisibleText text={words.text} />
        </span>
      </p>
      {standing.kind === 'approved' && <ApprovedUntil promotion={promotion} untilAt={standing.untilAt} />}
      {standing.kind === 'expired' && (
        <p className={css.text}>
          Expired <Age at={standing.expiredAt} fade="never" />, {formatInstant(standing.expiredAt)}.
        </p>
      )}
      {standing.kind === 'withdrawn' && (
        <p className={css.text}>
          “<VisibleText text={standing.reason} multiline />”
        </p>
      )}
      {standing.kind === 'superseded' && (
        <p className={css.text}>
          <a href={routeTo({ screen: 'promotionById', id: standing.by })}>Open the one that took its place</a>
        </p>
      )}
      {(standing.kind === 'deploying' || standing.kind === 'halted' || standing.kind === 'done') && (
        <p className={css.text}>
          <a href={routeTo({ screen: 'rollout', id: standing.rolloutId })}>
            {standing.kind === 'deploying' ? 'Follow the rollout' : 'Open the rollout'}
          </a>
        </p>
      )}
      {changes.length > 0 && (
        <ErrorNote
          tone="caution"
          title="This changed since it was signed or asked:"
          details={changes}
          wayOut="Read what is different, and sign again."
        />
      )}
      {canStillCount && discounted.length > 0 && (
        <ul className={css.list} aria-label="Sign-offs that do not count">
          {discounted.map((text) => (
            <li key={text} className={css.caution}>
              <Icon name="alert" size={14} /> <VisibleText text={text} />
            </li>
          ))}
        </ul>
      )}
      <p className={css.quiet}>
        Asked for by <VisibleText text={nameOf(promotion.requester)} />{' '}
        <Age at={promotion.requestedAt} fade="never" />, promotion <VisibleText text={promotion.id} />
      </p>
      {promotion.rules === 'ordinary' && <ReasonText promotion={promotion} known={reason} />}
    </section>
  );
}

function ApprovedUntil({
  promotion,
  untilAt,
}: {
  readonly promotion: PromotionState;
  readonly untilAt: string;
}) {
  const begins =
    promotion.signoffs.map(({ recordedAt }) => recordedAt).toSorted()[0] ?? promotion.requestedAt;
  return (
    <Countdown
      label="good for"
      endsAt={untilAt}
      totalMs={Math.max(1_000, Date.parse(untilAt) - Date.parse(begins))}
    />
  );
}
