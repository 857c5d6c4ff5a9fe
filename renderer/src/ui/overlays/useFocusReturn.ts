import { useContext, useRef } from 'react';
import { LastFocusBelow } from './focusHistory.tsx';

/**
 * Gives the focus back to where it was when a dialog opened. Radix does so for dialogs with a trigger of
 * their own; ours are mostly opened by keys and by other dialogs.
 */
export function useFocusReturn() {
  const openedFrom = useRef<HTMLElement | undefined>(undefined);
  const lastBelow = useContext(LastFocusBelow);
  return {
    onOpenAutoFocus(event: Event) {
      const active = document.activeElement;
      openedFrom.current = active instanceof HTMLElement && active !== document.body ? active : undefined;
      // Instead of React's autoFocus, which would move the focus before we could see where it was.
      const wanted =
        event.target instanceof HTMLElement ? event.target.querySelector('[data-autofocus]') : null;
      if (!(wanted instanceof HTMLElement)) return;
      event.preventDefault();
      wanted.focus();
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const above = document.querySelector('[role="dialog"][data-state="open"]');
      const target = [openedFrom.current, lastBelow.current, document.querySelector('main')].find(
        (element) => element?.isConnected === true && (above === null || above.contains(element)),
      );
      // With another dialog above, which this one opened, the focus is there already.
      target?.focus({ preventScroll: true });
    },
  };
}
