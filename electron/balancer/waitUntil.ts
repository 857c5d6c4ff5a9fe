import { Fault } from '../../shared/protocol/fault.ts';

export interface WaitParts {
  now(): Date;
  delay(ms: number, o: { signal?: AbortSignal }): Promise<void>;
  readonly pollMs: number;
}

/**
 * Looks again and again until `look` answers something other than `undefined`. Looks at least once, and once more
 * at the deadline; then answers `undefined`. What `look` throws goes through. Faults: CANCELLED.
 */
export async function waitUntil<T>(
  parts: WaitParts,
  o: { readonly deadlineMs: number; readonly signal?: AbortSignal },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const endsAtMs = parts.now().getTime() + o.deadlineMs;
  for (;;) {
    verifyNotCancelled(o.signal);
    const found = await look();
    if (found !== undefined) return found;
    const leftMs = endsAtMs - parts.now().getTime();
    if (leftMs <= 0) return undefined;
    await pause(parts, Math.min(parts.pollMs, leftMs), o.signal);
  }
}

async function pause(parts: WaitParts, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await parts.delay(ms, signal === undefined ? {} : { signal });
  } catch (error) {
    verifyNotCancelled(signal);
    throw error;
  }
}

export function verifyNotCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new Fault('CANCELLED', 'waiting for the balancers was cancelled', { cause: signal.reason });
}
