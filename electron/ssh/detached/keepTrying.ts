import { Fault } from '../../../shared/protocol/fault.ts';
import { decideRetryMs } from '../backOff.ts';

export interface TryingParts {
  readonly clock: {
    monotonicMs(): number;
    /** May reject when the signal aborts. */
    delay(ms: number, options: { readonly signal?: AbortSignal }): Promise<void>;
  };
  readonly random: () => number;
  /** How long a host may be out of sight before that is an error. */
  readonly reconnectMs: number;
  /** Told once each time a host goes out of sight. */
  onLost?(fault: Fault): void;
}

/** A person who cancels does not wait for a host that is out of sight. */
const cancelledPatienceMs = 5_000;

/**
 * Repeats a question to a host that is out of sight, with growing pauses and chance, until it answers or too much
 * time has passed since the first failure; then fails with the last reason. What is not about being out of sight
 * (another host key, a full disk) is thrown at once. An aborted signal shortens the patience; it does not end a
 * question that is under way.
 */
export async function keepTrying<T>(
  parts: TryingParts,
  ask: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { clock, random } = parts;
  let lostAtMs: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutOfSight(error)) throw error;
      lostAtMs ??= clock.monotonicMs();
      const patienceMs = signal?.aborted ? cancelledPatienceMs : parts.reconnectMs;
      if (clock.monotonicMs() - lostAtMs >= patienceMs) throw error;
      if (attempt === 1) parts.onLost?.(error);
      await pause(clock, decideRetryMs(attempt, random), signal);
    }
  }
}

/** Cut short when the signal aborts, whole when it has aborted before. */
export async function pause(
  clock: TryingParts['clock'],
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!signal || signal.aborted) return clock.delay(ms, {});
  await clock.delay(ms, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** We do not know: not reached, or no answer. */
export function isOutOfSight(error: unknown): error is Fault {
  return error instanceof Fault && (error.code === 'UNREACHABLE' || error.code === 'TIMED_OUT');
}
