import { formatCount } from '../../format/count.ts';
import type { Tone } from '../tokens/tone.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import css from './Badge.module.css';

export interface BadgeProps {
  readonly count: number;
  /** What is counted, for screen readers: `2 things need attention`. */
  readonly label: string;
  readonly tone?: Tone;
}

/** A count that asks for attention. Nothing is shown for none. */
export function Badge({ count, label, tone = 'bad' }: BadgeProps) {
  if (count <= 0) return null;
  return (
    <span className={classes(css.badge, toneCss[tone])} role="img" aria-label={label} title={label}>
      {count > 999 ? '999+' : formatCount(count)}
    </span>
  );
}
