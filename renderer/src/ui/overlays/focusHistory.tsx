import { type ReactNode, type RefObject, createContext, useEffect, useRef } from 'react';

/** What had the focus last outside of everything that lies above the screen. */
export const LastFocusBelow = createContext<RefObject<HTMLElement | null>>({ current: null });

export function FocusHistory({ children }: { readonly children: ReactNode }) {
  const last = useRef<HTMLElement>(null);
  useEffect(() => {
    function remember({ target }: FocusEvent) {
      if (!(target instanceof HTMLElement)) return;
      if (target.closest('[role="dialog"], [role="menu"]') === null) last.current = target;
    }
    document.addEventListener('focusin', remember);
    return () => document.removeEventListener('focusin', remember);
  }, []);
  return <LastFocusBelow value={last}>{children}</LastFocusBelow>;
}
