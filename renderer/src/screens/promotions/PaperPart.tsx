import type { ReactNode } from 'react';
import { VisibleText } from '../../ui/index.ts';
import css from './Paper.module.css';

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={css.part}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function Code({ text }: { readonly text: string }) {
  return (
    <code>
      <VisibleText text={text} />
    </code>
  );
}
