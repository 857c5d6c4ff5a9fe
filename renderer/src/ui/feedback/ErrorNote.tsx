import type { ReactNode } from 'react';
import { visibleText } from '../../format/visibleText.ts';
import { Icon } from '../marks/Icon.tsx';
import { classes } from '../tokens/classes.ts';
import toneCss from '../tokens/tone.module.css';
import css from './ErrorNote.module.css';

export interface ErrorNoteProps {
  /** What happened. */
  readonly title: string;
  /** What is still true: `The other hosts are untouched.` */
  readonly stillTrue?: string;
  /** What to do. */
  readonly wayOut?: string;
  /** Each bad field, line or host. */
  readonly details?: readonly string[];
  /** The fault's code, for a search or a report. */
  readonly code?: string;
  readonly tone?: 'bad' | 'caution';
  /** Buttons. */
  readonly acts?: ReactNode;
}

/** What happened, what is still true, and what to do. */
export function ErrorNote({ title, stillTrue, wayOut, details, code, tone = 'bad', acts }: ErrorNoteProps) {
  return (
    <div className={classes(css.note, toneCss[tone])} role={tone === 'bad' ? 'alert' : 'status'}>
      <span className={css.icon}>
        <Icon name="alert" />
      </span>
      <div className={css.body}>
        <p className={css.title}>{visibleText(title)}</p>
        {stillTrue !== undefined && <p>{visibleText(stillTrue)}</p>}
        {details !== undefined && details.length > 0 && (
          <ul className={css.details}>
            {details.map((detail, index) => (
              <li key={index}>{visibleText(detail)}</li>
            ))}
          </ul>
        )}
        {wayOut !== undefined && (
          <p className={css.wayOut}>
            <Icon name="arrowRight" size={14} /> {visibleText(wayOut)}
          </p>
        )}
        {acts !== undefined && <div className={css.acts}>{acts}</div>}
      </div>
      {code !== undefined && <code className={css.code}>{code}</code>}
    </div>
  );
}
