import type { ComponentPropsWithRef } from 'react';
import { Icon } from '../marks/Icon.tsx';
import css from './SelectInput.module.css';

export interface SelectOption {
  readonly value: string;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface SelectInputProps extends Omit<
  ComponentPropsWithRef<'select'>,
  'className' | 'style' | 'children'
> {
  readonly options: readonly SelectOption[];
}

/** The platform's own list: it needs no styling, works by keyboard and is read well. */
export function SelectInput({ options, ...rest }: SelectInputProps) {
  return (
    <span className={css.frame}>
      <select {...rest} className={css.select}>
        {options.map((option) => (
          <option key={option.value} value={option.value} disabled={option.disabled}>
            {option.label}
          </option>
        ))}
      </select>
      <span className={css.icon}>
        <Icon name="chevronDown" size={12} />
      </span>
    </span>
  );
}
