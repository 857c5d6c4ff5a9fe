import { useEffect, useLayoutEffect, useRef } from 'react';

/** Esc wherever the focus is, but for what has its own use for it: fields, dialogs, menus, the palette. */
export function useEscape(act: () => void): void {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.key !== 'Escape' || event.defaultPrevented || hasOwnUse(event.target)) return;
      event.preventDefault();
      latest.current();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function hasOwnUse(target: EventTarget | null): boolean {
  const isIn =
    target instanceof HTMLElement &&
    target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null;
  return isIn || document.querySelector('[role="dialog"], [role="menu"]') !== null;
}
