import { type RefObject, useEffect, useRef } from 'react';
import type { LaneHost, LanePlace, LaneStep } from '../../ui/index.ts';

const rowPx = 30;
const headPx = 36;
const hostColumnPx = 216;

/** Scrolls the lane so far that the step that is followed is in sight; for `undefined` it stays where it is. */
export function useRevealedPlace(of: {
  readonly place: LanePlace | undefined;
  readonly hosts: readonly LaneHost[];
  readonly steps: readonly LaneStep[];
  readonly stepWidthPx: number;
}): RefObject<HTMLDivElement | null> {
  const lane = useRef<HTMLDivElement>(null);
  const { place, hosts, steps, stepWidthPx } = of;
  const row = hosts.findIndex((host) => host.host === place?.host);
  const column = steps.findIndex((step) => step.id === place?.step);
  useEffect(() => {
    const grid = lane.current?.querySelector('[role="grid"]');
    if (!grid || row < 0 || column < 0) return;
    grid.scrollLeft = within(
      grid.scrollLeft,
      column * stepWidthPx,
      stepWidthPx,
      grid.clientWidth - hostColumnPx,
    );
    grid.scrollTop = within(grid.scrollTop, row * rowPx, rowPx, grid.clientHeight - headPx);
  }, [row, column, stepWidthPx]);
  return lane;
}

/** The scroll position nearest to `scrollPx` that shows the stretch whole. */
function within(scrollPx: number, startPx: number, sizePx: number, visiblePx: number): number {
  if (startPx < scrollPx) return startPx;
  return Math.max(scrollPx, startPx + sizePx - visiblePx);
}
