import { fadeOf, formatAge, type FadeSteps } from '../../format/age.ts';
import { formatInstant, formatUtc } from '../../format/instant.ts';
import { useClock } from '../clock/useClock.ts';
import { classes } from '../tokens/classes.ts';
import css from './Age.module.css';

export interface AgeProps {
  /** UTC instant. */
  readonly at: string;
  /** Before the age, such as `seen`. */
  readonly prefix?: string;
  /** When it turns grey; not at all for `never`. */
  readonly fade?: FadeSteps | 'never';
}

/** How long ago, live. The instant is in the title, in the viewer's zone and in UTC. */
export function Age({ at, prefix, fade }: AgeProps) {
  const atMs = Date.parse(at);
  const label = useClock((nowMs) => formatAge(nowMs - atMs));
  const step = useClock((nowMs) => (fade === 'never' ? 0 : fadeOf(nowMs - atMs, fade)));
  return (
    <time
      className={classes(css.age, css[`fade${step}`])}
      dateTime={at}
      title={`${formatInstant(at)}\n${formatUtc(at)}`}
    >
      {prefix !== undefined && `${prefix} `}
      {label}
      {label !== 'now' && label !== '–' && ' ago'}
    </time>
  );
}
