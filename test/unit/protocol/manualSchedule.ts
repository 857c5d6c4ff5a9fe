import type { Schedule } from '../../../electron/app/router/schedule.ts';

/** Time that a test moves by hand, and that tells whether anything was left running. */
export function createManualSchedule(): {
  readonly schedule: Schedule;
  readonly waiting: () => number;
  advance(byMs: number): void;
} {
  let nowMs = 0;
  const timers = new Set<{ readonly dueMs: number; readonly run: () => void }>();
  return {
    schedule(delayMs, run) {
      const timer = { dueMs: nowMs + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    waiting: () => timers.size,
    advance(byMs) {
      nowMs += byMs;
      for (const timer of timers) {
        if (timer.dueMs > nowMs) continue;
        timers.delete(timer);
        timer.run();
      }
    },
  };
}
