import type { ReactNode } from 'react';
import css from './Facts.module.css';

export interface FactsProps {
  /** `line`: one after the other, as far as there is room; `list`: one below the other, names in a column. */
  readonly layout: 'line' | 'list';
  readonly label?: string;
  /** `Fact`s. */
  readonly children: ReactNode;
}

/** Names and what they are. */
export function Facts({ layout, label, children }: FactsProps) {
  return (
    <dl className={css[layout]} aria-label={label}>
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
