/** Calls `flush` once for everything that was marked since the last time. */
export interface Gathering {
  mark(): void;
}

/** Runs an act soon, at most once per drawn frame. */
export type Soon = (act: () => void) => void;

export function createGathering(soon: Soon, flush: () => void): Gathering {
  let isMarked = false;
  return {
    mark() {
      if (isMarked) return;
      isMarked = true;
      soon(() => {
        isMarked = false;
        flush();
      });
    },
  };
}

/** A window that is out of sight draws no frames, and still has to know. */
const unseenMs = 200;

export function createFrameSoon(page: Window & typeof globalThis): Soon {
  return (act) => {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      act();
    };
    const frame = page.requestAnimationFrame(once);
    const timer = page.setTimeout(once, unseenMs);
  };
}

/** Longer than this a timer cannot be asked for; whoever is woken too early looks at the clock and asks again. */
const longestTimerMs = 2_147_483_647;

export function createWakeAt(page: Window & typeof globalThis): (at: Date, act: () => void) => () => void {
  return (at, act) => {
    // A moment after: at the moment itself it may still be true.
    const timer = page.setTimeout(act, Math.min(longestTimerMs, Math.max(0, at.getTime() - Date.now()) + 50));
    return () => page.clearTimeout(timer);
  };
}
