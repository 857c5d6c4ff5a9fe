import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../../../shared/protocol/fault.ts';

export interface WaitOptions {
  readonly what: string;
  readonly deadlineMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Looks again until the condition holds. @throws Fault TIMED_OUT naming `what`, or CANCELLED. */
export async function waitUntil(
  isSo: () => boolean | Promise<boolean>,
  { what, deadlineMs, everyMs = 20, signal }: WaitOptions,
): Promise<void> {
  const endAt = performance.now() + deadlineMs;
  while (!(await isSo())) {
    if (signal?.aborted) throw new Fault('CANCELLED', `Stopped while waiting: ${what}.`);
    if (performance.now() > endAt) {
      throw new Fault('TIMED_OUT', `Not within ${deadlineMs} ms: ${what}.`, { retryable: true });
    }
    await delay(everyMs);
  }
}
