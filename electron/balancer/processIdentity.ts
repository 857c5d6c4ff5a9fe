/** One HAProxy process as seen at one time; a sighting is one too. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly uptimeSeconds: number;
  readonly at: string;
}

/**
 * False when HAProxy was reloaded or restarted in between. In a container every process may be number 1, so that
 * the start of the process counts as well: it may not lie later than it did (trap 3).
 */
export function isSameProcess(before: ProcessIdentity, after: ProcessIdentity): boolean {
  if (before.pid !== after.pid || after.uptimeSeconds < before.uptimeSeconds) return false;
  return startedAtMs(after) - startedAtMs(before) <= toleratedClockDriftMs;
}

/** Uptime comes in whole seconds, and answers travel. */
const toleratedClockDriftMs = 10_000;

function startedAtMs(seen: ProcessIdentity): number {
  return Date.parse(seen.at) - seen.uptimeSeconds * 1000;
}
