import type { ReactNode } from 'react';
import { classes } from '../tokens/classes.ts';
import css from './Parts.module.css';

interface SpecimenProps {
  readonly name: string;
  readonly note?: string;
  /** For parts that fill their container. */
  readonly height?: 'short' | 'tall';
  readonly stacked?: boolean;
  readonly children: ReactNode;
}

/** One part with its states. */
export function Specimen({ name, note, height, stacked = false, children }: SpecimenProps) {
  const framed = height !== undefined;
  return (
    <div className={css.specimen} data-part={name}>
      <div className={css.caption}>
        <h3 className={css.name}>{name}</h3>
        {note !== undefined && <p className={css.note}>{note}</p>}
      </div>
      <div
        className={classes(css.stage, stacked && css.stacked, framed && css.framed, framed && css[height])}
      >
        {children}
      </div>
    </div>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly children: ReactNode;
}

export function Section({ id, title, children }: SectionProps) {
  return (
    <section id={`parts-${id}`} className={css.section} aria-labelledby={`parts-${id}-title`}>
      <h2 id={`parts-${id}-title`} className={css.sectionTitle}>
        {title}
      </h2>
      {children}
    </section>
  );
}
