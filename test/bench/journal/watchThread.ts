/** How long this thread works in one go, by its own processor time: what else the machine does is not in it. */
export interface ThreadWatch {
  /** The most since it was asked last; milliseconds. */
  take(): number;
  stop(): void;
}

/** Looks in every turn of the event loop; what it does between two looks is one go, or several short ones. */
export function watchThread(): ThreadWatch {
  let last = usedMs();
  let most = 0;
  let next = setImmediate(look);

  function look(): void {
    const now = usedMs();
    most = Math.max(most, now - last);
    last = now;
    next = setImmediate(look);
  }

  return {
    take() {
      const taken = most;
      most = 0;
      return taken;
    },
    stop: () => clearImmediate(next),
  };
}

function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
