import type { ReactNode } from 'react';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import css from './PersonStanding.module.css';

export type PersonStandingKind = 'approved' | 'rejected' | 'eligible' | 'barred';

export interface PersonStandingProps {
  readonly kind: PersonStandingKind;
  /** As people say it. */
  readonly name: string;
  /** Short name, where it differs. */
  readonly shortName?: string;
  /** Is it who is at this desktop? */
  readonly isYou?: boolean;
  /** When and until when, or why not; each on a line of its own. */
  readonly notes?: readonly ReactNode[];
}

const signs: Readonly<Record<PersonStandingKind, { readonly icon: IconName; readonly word: string }>> = {
  approved: { icon: 'check', word: 'signed' },
  rejected: { icon: 'cross', word: 'rejected' },
  eligible: { icon: 'sign', word: 'may sign' },
  barred: { icon: 'lock', word: 'may not' },
};

/** One person: may sign, has signed, or why not. */
export function PersonStanding({ kind, name, shortName, isYou = false, notes = [] }: PersonStandingProps) {
  const { icon, word } = signs[kind];
  return (
    <div className={classes(css.person, css[kind])}>
      <span className={css.sign}>
        <Icon name={icon} size={14} />
      </span>
      <span className={css.name}>
        {visibleText(name)}
        {shortName !== undefined && shortName !== name && <span className={css.short}> {shortName}</span>}
        {isYou && <span className={css.you}> you</span>}
      </span>
      <span className={css.word}>{word}</span>
      {notes.map((note, index) => (
        <span key={index} className={css.note}>
          {note}
        </span>
      ))}
    </div>
  );
}
