/** One ticking clock for all ages and countdowns of a window. */
export interface Clock {
  readonly now: () => number;
  /** Told at every tick; returns how to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

interface ClockPorts {
  readonly now: () => number;
  /** Starts a repetition and returns how to end it. */
  readonly every: (intervalMs: number, tick: () => void) => () => void;
}

const tickMs = 1_000;

/** Runs only while somebody listens. All listeners see the same instant, so equal ages change together. */
export function createClock(ports: ClockPorts): Clock {
  const listeners = new Set<() => void>();
  let currentMs = ports.now();
  let stop: (() => void) | undefined;

  function tick() {
    currentMs = ports.now();
    for (const listener of listeners) listener();
  }

  /** Without listeners the last tick may be long past; yet two readings of one rendering must agree. */
  function now() {
    if (stop !== undefined) return currentMs;
    const readMs = ports.now();
    if (Math.abs(readMs - currentMs) >= tickMs) currentMs = readMs;
    return currentMs;
  }

  return {
    now,
    subscribe(listener) {
      listeners.add(listener);
      stop ??= ports.every(tickMs, tick);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        stop?.();
        stop = undefined;
      };
    },
  };
}

export function createBrowserClock(): Clock {
  return createClock({
    now: () => Date.now(),
    every(intervalMs, tick) {
      const timer = setInterval(tick, intervalMs);
      return () => clearInterval(timer);
    },
  });
}
