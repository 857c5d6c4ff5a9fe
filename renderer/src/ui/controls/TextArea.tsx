import type { ComponentPropsWithRef } from 'react';
import { classes } from '../tokens/classes.ts';
import css from './TextInput.module.css';

export interface TextAreaProps extends Omit<ComponentPropsWithRef<'textarea'>, 'className' | 'style'> {
  /** For signatures and commands. */
  readonly mono?: boolean;
}

export function TextArea({ mono = false, rows = 4, ...rest }: TextAreaProps) {
  return (
    <span className={css.frame}>
      <textarea
        spellCheck={false}
        rows={rows}
        {...rest}
        className={classes(css.input, css.area, mono && css.mono)}
      />
    </span>
  );
}
