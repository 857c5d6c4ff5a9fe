import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import css from './CheckboxInput.module.css';

export interface CheckboxInputProps extends Omit<
  ComponentPropsWithRef<'input'>,
  'className' | 'style' | 'type'
> {
  readonly label: ReactNode;
}

export function CheckboxInput({ label, ...rest }: CheckboxInputProps) {
  const id = useId();
  return (
    <span className={css.frame}>
      <input id={id} {...rest} type="checkbox" className={css.box} />
      <label htmlFor={rest.id ?? id}>{label}</label>
    </span>
  );
}
