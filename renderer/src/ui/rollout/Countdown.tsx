import { formatClock } from '../../format/duration.ts';
import { formatInstant, formatUtc } from '../../format/instant.ts';
import { useClock } from '../clock/useClock.ts';
import { classes } from '../tokens/classes.ts';
import { customProperties } from '../tokens/customProperties.ts';
import css from './Countdown.module.css';

export interface CountdownProps {
  /** What ends then: `drain limit`. */
  readonly label: string;
  /** UTC instant. */
  readonly endsAt: string;
  /** The whole span, for the ring. */
  readonly totalMs: number;
  /** Instead of 0:00, once it is over. */
  readonly over?: string;
}

/** Time left until a limit. Turns amber in the last fifth. */
export function Countdown({ label, endsAt, totalMs, over = 'over' }: CountdownProps) {
  const endsAtMs = Date.parse(endsAt);
  const left = useClock((nowMs) =>
    // Never more than the whole: the clock ticks once a second and may lie a little before the start.
    Math.min(totalMs, Math.max(0, Math.ceil((endsAtMs - nowMs) / 1000) * 1000)),
  );
  const share = Math.min(1, left / totalMs);
  const stage = left === 0 ? 'over' : share <= 0.2 ? 'late' : 'calm';
  return (
    <span
      className={classes(css.countdown, css[stage])}
      role="timer"
      aria-label={`${label}: ${left === 0 ? over : formatClock(left)}`}
      title={`${label} ends ${formatInstant(endsAt)}\n${formatUtc(endsAt)}`}
    >
      <svg className={css.ring} width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
        <circle className={css.track} cx="8" cy="8" r="6" pathLength="1" />
        <circle
          className={css.left}
          cx="8"
          cy="8"
          r="6"
          pathLength="1"
          style={customProperties({ '--left': share })}
        />
      </svg>
      <span className={css.label}>{label}</span>
      <span className={css.time}>{left === 0 ? over : formatClock(left)}</span>
    </span>
  );
}
