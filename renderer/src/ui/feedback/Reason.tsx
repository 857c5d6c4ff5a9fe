import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import css from './Reason.module.css';

export interface ReasonProps {
  /** What is wrong. */
  readonly text: string;
  /** What to do about it. */
  readonly wayOut?: string;
  readonly tone?: 'bad' | 'caution' | 'info';
}

const icons: Readonly<Record<NonNullable<ReasonProps['tone']>, IconName>> = {
  bad: 'cross',
  caution: 'alert',
  info: 'info',
};

/** What is wrong, and the way out: on one line where there is room, and never cut where there is none. */
export function Reason({ text, wayOut, tone = 'bad' }: ReasonProps) {
  const what = visibleText(text);
  const out = wayOut === undefined ? undefined : visibleText(wayOut);
  return (
    <span className={classes(css.reason, toneCss[tone])}>
      <Icon name={icons[tone]} size={14} />
      <span className={css.words}>
        <span>{what}</span>
        {out !== undefined && (
          <span className={css.out}>
            <Icon name="arrowRight" size={12} /> {out}
          </span>
        )}
      </span>
    </span>
  );
}
