/** How long this thread works in one go, by its own processor time: what else the machine does is not in it. */
export interface ThreadWatch {
  /** The most since it was asked last; milliseconds. */
  take(): number;
  stop(): void;
}

/** Short enough to tell goes apart, and long enough that looking takes no processor from those who work. */
const everyMs = 5;

/** What is done between two looks counts as one go; it may have been several short ones. */
export function watchThread(): ThreadWatch {
  let last = usedMs();
  let most = 0;
  const looking = setInterval(look, everyMs);

  function look(): void {
    const now = usedMs();
    most = Math.max(most, now - last);
    last = now;
  }

  return {
    take() {
      look();
      const taken = most;
      most = 0;
      return taken;
    },
    stop: () => clearInterval(looking),
  };
}

function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
