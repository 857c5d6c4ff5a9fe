/** Runs something once, later; gives the way to call it off. Passed in, so that tests own the time. */
export type Schedule = (delayMs: number, run: () => void) => () => void;

export const scheduleWithNode: Schedule = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};
