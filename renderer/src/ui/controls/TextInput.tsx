import type { ComponentPropsWithRef } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import css from './TextInput.module.css';

export interface TextInputProps extends Omit<ComponentPropsWithRef<'input'>, 'className' | 'style'> {
  readonly icon?: IconName;
  /** For names, digests, paths and commands. */
  readonly mono?: boolean;
}

export function TextInput({ icon, mono = false, ...rest }: TextInputProps) {
  return (
    <span className={css.frame}>
      {icon !== undefined && (
        <span className={css.icon}>
          <Icon name={icon} size={14} />
        </span>
      )}
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        className={classes(css.input, mono && css.mono, icon !== undefined && css.withIcon)}
      />
    </span>
  );
}
