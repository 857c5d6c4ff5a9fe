import { useEffect } from 'react';

const arrows: ReadonlySet<string> = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

/**
 * Whoever works by keyboard is never left nowhere: what had the focus may be gone with the screen before, so the
 * screen's area takes it; the first arrow key goes into the screen's grid, and Esc leaves a field.
 * @param place changes when another screen is shown.
 */
export function useLostFocus(place: string): void {
  useEffect(() => {
    if (document.activeElement === document.body) main()?.focus({ preventScroll: true });
  }, [place]);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === 'Escape' && isFieldOfScreen(event.target)) {
        // Unless the screen has just sent the focus elsewhere.
        if (document.activeElement === event.target) main()?.focus({ preventScroll: true });
        return;
      }
      if (!arrows.has(event.key) || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (event.target !== document.body && event.target !== main()) return;
      const stop = main()?.querySelector('[role="grid"] [tabindex="0"]');
      if (!(stop instanceof HTMLElement)) return;
      event.preventDefault();
      stop.focus();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function main(): HTMLElement | null {
  return document.querySelector('main');
}

function isFieldOfScreen(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input, textarea, select') &&
    target.closest('[role="dialog"], [role="menu"]') === null
  );
}
