import type { ComponentPropsWithRef, ReactNode } from 'react';
import { Icon } from '../marks/Icon.tsx';
import type { IconName } from '../marks/icons.ts';
import { classes } from '../tokens/classes.ts';
import { Spinner } from './Spinner.tsx';
import css from './Button.module.css';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<ComponentPropsWithRef<'button'>, 'className' | 'style'> {
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** Work is under way: the button keeps its width and focus, and ignores presses. */
  readonly busy?: boolean;
  /** It cannot be pressed now, and keeps its place among what Tab reaches, so that the reason beside it is read out. */
  readonly refused?: boolean;
  /** Its words are too many for a line, and all of them matter: they go on below. */
  readonly wraps?: boolean;
  readonly children: ReactNode;
}

export function Button({
  kind = 'plain',
  icon,
  busy = false,
  refused = false,
  wraps = false,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(css.button, css[kind], busy && css.busy, refused && css.refused, wraps && css.wraps)}
      // Not `disabled`: that would throw the keyboard's focus away in the middle of the work.
      aria-disabled={busy || refused ? true : rest['aria-disabled']}
      aria-busy={busy ? true : undefined}
      onClick={(event) => {
        if (busy || refused) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
      <span className={css.label}>{children}</span>
    </button>
  );
}
