import type { ComponentPropsWithRef } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { Hint } from '../overlays/Hint.tsx';
import css from './IconButton.module.css';

export interface IconButtonProps extends Omit<
  ComponentPropsWithRef<'button'>,
  'className' | 'style' | 'children' | 'aria-label'
> {
  readonly icon: IconName;
  /** The button's name, and its tooltip. */
  readonly label: string;
  readonly keys?: string;
  /** For a button that stays pressed. */
  readonly pressed?: boolean;
}

export function IconButton({ icon, label, keys, pressed, ...rest }: IconButtonProps) {
  return (
    <Hint text={label} keys={keys}>
      <button type="button" {...rest} className={css.button} aria-label={label} aria-pressed={pressed}>
        <Icon name={icon} />
      </button>
    </Hint>
  );
}
