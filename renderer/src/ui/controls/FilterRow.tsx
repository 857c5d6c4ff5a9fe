import { type ComponentPropsWithRef, type ReactNode, useId } from 'react';
import css from './FilterRow.module.css';
import { TextInput } from './TextInput.tsx';

/** Fields that narrow down what is listed below them; what came of it stands at the end. */
export function FilterRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={css.row} role="search" aria-label={label}>
      {children}
    </div>
  );
}

interface FilterFieldProps extends Pick<ComponentPropsWithRef<'input'>, 'type'> {
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A field with its label before it, for what no placeholder can say. */
export function FilterField({ label, value, onChange, type }: FilterFieldProps) {
  const id = useId();
  return (
    <span className={css.field}>
      <label htmlFor={id}>{label}</label>
      <TextInput id={id} type={type} value={value ?? ''} onChange={(event) => onChange(event.target.value)} />
    </span>
  );
}
