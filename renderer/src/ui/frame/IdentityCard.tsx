import { formatClock } from '../../format/duration.ts';
import { formatTimeOfDay } from '../../format/instant.ts';
import { visibleText } from '../../format/visibleText.ts';
import { IconButton } from '../controls/IconButton.tsx';
import { useClock } from '../clock/useClock.ts';
import { Icon } from '../marks/Icon.tsx';
import { Hint } from '../overlays/Hint.tsx';
import { classes } from '../tokens/classes.ts';
import css from './IdentityCard.module.css';

export interface IdentityCardProps {
  /** `undefined`: nobody has unlocked this desktop. */
  readonly session:
    | {
        readonly name: string;
        readonly fingerprint: string;
        /** UTC instants. */
        readonly unlockedAt: string;
        readonly endsAt: string;
      }
    | undefined;
  /** Why nobody is there any more: `Ana’s time was over at 14:03`. */
  readonly ended?: string;
  readonly onPress: () => void;
  readonly onLock: () => void;
  readonly lockKeys?: string;
}

const lateMs = 120_000;

/** Who is at this desktop, for how long still; the key is told on hover and focus. Locking is one press. */
export function IdentityCard({ session, ended, onPress, onLock, lockKeys }: IdentityCardProps) {
  if (session === undefined) {
    return (
      <div className={css.card}>
        <Hint text={ended ?? 'Say who you are, with your key'} side="right">
          <button type="button" className={classes(css.who, css.nobody)} onClick={onPress}>
            <Icon name="lock" />
            <span className={css.words}>
              <span className={css.name}>Nobody unlocked</span>
              {ended !== undefined && <span className={css.note}>{visibleText(ended)}</span>}
            </span>
          </button>
        </Hint>
      </div>
    );
  }
  const { name, fingerprint, unlockedAt, endsAt } = session;
  const shown = visibleText(name);
  return (
    <div className={css.card}>
      <Hint
        text={`${shown}, by the key ${visibleText(fingerprint)}, since ${formatTimeOfDay(unlockedAt)} until ${formatTimeOfDay(endsAt)}`}
        side="right"
      >
        <button type="button" className={css.who} onClick={onPress}>
          <Icon name="unlock" />
          <span className={css.words}>
            <span className={css.name}>{shown}</span>
            <TimeLeft endsAt={endsAt} />
          </span>
        </button>
      </Hint>
      <IconButton icon="lock" label="Lock this desktop" keys={lockKeys} onClick={onLock} />
    </div>
  );
}

function TimeLeft({ endsAt }: { readonly endsAt: string }) {
  const endsAtMs = Date.parse(endsAt);
  const left = useClock((nowMs) => Math.max(0, Math.ceil((endsAtMs - nowMs) / 1_000) * 1_000));
  return (
    <span className={classes(css.note, left <= lateMs && css.late)} role="timer">
      {left === 0 ? 'time is over' : `${formatClock(left)} left`}
    </span>
  );
}
