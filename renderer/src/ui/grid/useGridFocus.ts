import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { type GridPosition, type GridShape, clampToGrid, moveInGrid } from './moveInGrid.ts';

export interface GridFocusOptions extends Omit<GridShape, 'pageRows'> {
  readonly container: RefObject<HTMLElement | null>;
  readonly pageRows: () => number;
  /** Scrolls a position into view. */
  readonly reveal: (position: GridPosition) => void;
}

/**
 * One tab stop for a whole grid (roving tabindex). Elements that can hold the focus carry `data-row` and
 * `data-column`; the active one must be rendered even when it is scrolled out of sight.
 */
export function useGridFocus(options: GridFocusOptions) {
  const [wanted, setWanted] = useState<GridPosition>({ row: 0, column: 0 });
  const focusAfterRender = useRef(false);
  const shape = { ...options, pageRows: 1 };
  const active = clampToGrid(wanted, shape);

  useLayoutEffect(() => {
    if (!focusAfterRender.current) return;
    const selector = `[data-row="${active.row}"][data-column="${active.column}"]`;
    const target = options.container.current?.querySelector(selector);
    if (!(target instanceof HTMLElement)) return;
    focusAfterRender.current = false;
    target.focus({ preventScroll: true });
  });

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    // Fields and buttons inside a cell keep their own keys.
    if (!isGridStop(event.target) || event.altKey) return;
    const key = { key: event.key, ctrl: event.ctrlKey || event.metaKey };
    const next = moveInGrid(active, key, { ...options, pageRows: options.pageRows() });
    if (next === undefined) return;
    event.preventDefault();
    focusAfterRender.current = true;
    setWanted(next);
    options.reveal(next);
  }

  return { active, setActive: setWanted, onKeyDown };
}

export function isGridStop(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement && target.dataset.row !== undefined && target.dataset.column !== undefined
  );
}
