/** How long to leave a host alone after failures in a row: 0.5 s doubling up to 30 s, half of it at random. */
export function decideBackOffMs(failures: number, random: () => number): number {
  return jitter(Math.min(500 * 2 ** Math.max(0, failures - 1), 30_000), random);
}

/** The pause before a login that was thrown out is tried again: 100 ms doubling, half of it at random. */
export function decideRetryMs(attempt: number, random: () => number): number {
  return jitter(Math.min(100 * 2 ** Math.max(0, attempt - 1), 2_000), random);
}

/** Keeps hosts that failed together from coming back together. */
function jitter(ms: number, random: () => number): number {
  return Math.round(ms / 2 + (ms / 2) * random());
}
