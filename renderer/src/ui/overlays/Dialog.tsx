import type { ReactNode } from 'react';
import { Dialog as RadixDialog } from 'radix-ui';
import { Icon } from '../marks/Icon.tsx';
import { classes } from '../tokens/classes.ts';
import hiddenCss from '../tokens/hidden.module.css';
import { useFocusReturn } from './useFocusReturn.ts';
import css from './Dialog.module.css';

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** One or two sentences under the title. */
  readonly description?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  /** Without heading: the title is only read out, and the content brings its own frame. */
  readonly bare?: boolean;
  /** Buttons; the one that goes on comes last. */
  readonly footer?: ReactNode;
  readonly children?: ReactNode;
}

/** Escape and a press outside close it; the focus goes back to where it came from. */
export function Dialog(props: DialogProps) {
  const { open, onOpenChange, title, description, size = 'medium', bare = false, footer, children } = props;
  const focusReturn = useFocusReturn();
  // RadixDialog.Overlay is left out: it locks scrolling with a <style> element, which the policy refuses.
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <div className={css.scrim} />
        <RadixDialog.Content
          className={classes(css.dialog, css[size], bare && css.bare)}
          {...focusReturn}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          {bare ? (
            <RadixDialog.Title className={hiddenCss.hidden}>{title}</RadixDialog.Title>
          ) : (
            <header className={css.header}>
              <RadixDialog.Title className={css.title}>{title}</RadixDialog.Title>
              <RadixDialog.Close className={css.close} aria-label="Close">
                <Icon name="close" />
              </RadixDialog.Close>
              {description !== undefined && (
                <RadixDialog.Description className={css.description} asChild>
                  <div>{description}</div>
                </RadixDialog.Description>
              )}
            </header>
          )}
          {children !== undefined && <div className={bare ? css.bareBody : css.body}>{children}</div>}
          {footer !== undefined && <footer className={css.footer}>{footer}</footer>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
