import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Clock } from './clock.ts';

export const ClockContext = createContext<Clock | undefined>(undefined);

/**
 * What `read` makes of the current instant; renders again only when that changes. `read` must return a
 * primitive, such as a label or a step: hundreds of ages then cost nothing while they stay the same.
 */
export function useClock<Reading extends string | number | boolean>(
  read: (nowMs: number) => Reading,
): Reading {
  const clock = useContext(ClockContext);
  if (clock === undefined) throw new Error('useClock needs a ClockContext above it.');
  return useSyncExternalStore(clock.subscribe, () => read(clock.now()));
}
