import { Fault } from '../../shared/protocol/fault.ts';
import type { ClockPort } from '../../electron/rollout/ports.ts';

/** Longer waits than between two looks are for a time limit. */
const longestPollMs = 1_000;

/** Time that passes only where somebody waits for it, or where the story says so. */
export function createWorldClock({ hasTimeLimit }: { readonly hasTimeLimit: boolean }): ClockPort & {
  passTime(ms: number): void;
  setClockBack(ms: number): void;
} {
  let nowMs = 0;
  let behindMs = 0;
  return {
    passTime: (ms) => void (nowMs += ms),
    setClockBack: (ms) => void (behindMs += ms),
    now: () => new Date(nowMs - behindMs),
    monotonicMs: () => nowMs,
    delay: async (ms, { signal }) => {
      if (signal?.aborted) throw new Fault('CANCELLED', 'cancelled');
      // A time limit is waited for beside everything else: it passes when the story says so.
      if (hasTimeLimit && ms > longestPollMs) {
        return new Promise((_, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('enough')), { once: true }),
        );
      }
      nowMs += ms;
    },
  };
}
