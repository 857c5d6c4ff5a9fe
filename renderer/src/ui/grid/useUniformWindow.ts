import { type RefObject, useLayoutEffect, useState } from 'react';
import { indexesOf, rangeInSight, scrollTopFor, type UniformRows } from './uniformRange.ts';

interface WindowOptions extends UniformRows {
  readonly scroller: RefObject<HTMLElement | null>;
  /** A row that is drawn wherever it is. */
  readonly kept: number;
}

/** Drawn beyond both edges, so that a small step of the wheel shows no gap. */
const more = 8;

/**
 * What of many rows of one height is in sight. Nothing is kept or computed for each row: a million of them cost what
 * is in sight, also when one is added.
 */
export function useUniformWindow({ scroller, kept, count, rowPx, headPx }: WindowOptions) {
  const [sight, setSight] = useState({ topPx: 0, heightPx: 0 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const look = (): void => {
      // To the row: within one nothing changes.
      const topPx = Math.floor(element.scrollTop / rowPx) * rowPx;
      const next = { topPx, heightPx: element.clientHeight };
      setSight((before) =>
        before.topPx === next.topPx && before.heightPx === next.heightPx ? before : next,
      );
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, rowPx]);

  const rows = { count, rowPx, headPx };
  const scrollTo = (index: number): void => {
    const element = scroller.current;
    if (!element) return;
    const now = { topPx: element.scrollTop, heightPx: element.clientHeight };
    element.scrollTo({ top: scrollTopFor(index, rows, now) });
  };
  return {
    indexes: indexesOf(rangeInSight(rows, sight, more), count, kept),
    totalPx: headPx + count * rowPx,
    startOf: (index: number): number => headPx + index * rowPx,
    scrollTo,
  };
}
