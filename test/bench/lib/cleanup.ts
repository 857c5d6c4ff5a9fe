/** What was started and must end, however the benchmark ends. */
export interface Cleanup {
  /** Runs `end` when all is over; the last one first. */
  add(end: () => Promise<void>): void;
}

/** Runs a benchmark and ends what it started, also after Ctrl-C. What ended badly is said, and fails the run. */
export async function withCleanup(work: (cleanup: Cleanup) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const endAll = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) {
      await end().catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
      });
    }
  };
  const onSignal = (): void => void endAll().then(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    await work({ add: (end) => void ends.push(end) });
  } finally {
    await endAll();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}
