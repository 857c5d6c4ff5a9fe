import type { ReactNode } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import type { Tone } from '../tokens/tone.ts';
import css from './StatusBar.module.css';

export interface StatusItem {
  readonly id: string;
  readonly icon?: IconName;
  readonly tone?: Tone;
  readonly content: ReactNode;
  readonly side?: 'start' | 'end';
}

/** Standing facts: connection, chain, when it was looked last. */
export function StatusBar({ items }: { readonly items: readonly StatusItem[] }) {
  return (
    <footer className={css.bar} aria-label="Status">
      {items.map((item) => (
        <span
          key={item.id}
          className={classes(css.item, toneCss[item.tone ?? 'neutral'], item.side === 'end' && css.end)}
        >
          {item.icon !== undefined && (
            <span className={css.icon}>
              <Icon name={item.icon} size={12} />
            </span>
          )}
          <span className={css.text}>{item.content}</span>
        </span>
      ))}
    </footer>
  );
}
