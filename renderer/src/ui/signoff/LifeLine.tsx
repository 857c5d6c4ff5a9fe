import type { ReactNode } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import hiddenCss from '../tokens/hidden.module.css';
import css from './LifeLine.module.css';

export type LifeState = 'done' | 'current' | 'ahead' | 'bad' | 'unknown';

export interface LifeStation {
  readonly id: string;
  readonly label: string;
  readonly state: LifeState;
  /** Under the label: who, how many, when. */
  readonly note?: ReactNode;
}

export interface LifeLineProps {
  readonly label: string;
  readonly stations: readonly LifeStation[];
}

const icons: Readonly<Record<LifeState, IconName | undefined>> = {
  done: 'check',
  current: undefined,
  ahead: undefined,
  bad: 'cross',
  unknown: 'question',
};

const words: Readonly<Record<LifeState, string>> = {
  done: 'done',
  current: 'now',
  ahead: 'still ahead',
  bad: 'not good',
  unknown: 'not known',
};

/** Station after station, from what is done to what is ahead. */
export function LifeLine({ label, stations }: LifeLineProps) {
  return (
    <div className={css.room}>
      <ol className={css.line} aria-label={label}>
        {stations.map(({ id, label: name, state, note }) => {
          const icon = icons[state];
          return (
            <li
              key={id}
              className={classes(css.station, css[state])}
              aria-current={state === 'current' ? 'step' : undefined}
            >
              <span className={css.mark}>{icon !== undefined && <Icon name={icon} size={12} />}</span>
              <span className={css.name}>
                {name}
                <span className={hiddenCss.hidden}>, {words[state]}</span>
              </span>
              {note !== undefined && <span className={css.note}>{note}</span>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}
