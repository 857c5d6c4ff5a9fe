import { useRef } from 'react';

/**
 * Gives the focus back to where it was when a dialog opened. Radix does so for dialogs with a trigger of
 * their own; ours are mostly opened by keys and by other dialogs.
 */
export function useFocusReturn() {
  const openedFrom = useRef<HTMLElement | undefined>(undefined);
  return {
    onOpenAutoFocus() {
      const active = document.activeElement;
      openedFrom.current = active instanceof HTMLElement ? active : undefined;
    },
    onCloseAutoFocus(event: Event) {
      event.preventDefault();
      const target = openedFrom.current;
      // What opened it may be gone, as a palette that has closed: then the screen itself takes the focus.
      const usable = target !== undefined && target.isConnected && target !== document.body;
      const next = usable ? target : document.querySelector('main');
      if (next instanceof HTMLElement) next.focus({ preventScroll: true });
    },
  };
}
