import type { ReactNode } from 'react';
import type { Tone } from '../tokens/tone.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import { Icon } from './Icon.tsx';
import type { IconName } from './icons.ts';
import css from './Chip.module.css';

export interface ChipProps {
  readonly tone?: Tone;
  readonly icon?: IconName;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A word about the state of the thing beside it. */
export function Chip({ tone = 'neutral', icon, title, children }: ChipProps) {
  return (
    <span className={classes(css.chip, toneCss[tone])} title={title}>
      {icon !== undefined && <Icon name={icon} size={12} />}
      <span className={css.word}>{children}</span>
    </span>
  );
}
