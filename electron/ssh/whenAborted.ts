import { Fault } from '../../shared/protocol/fault.ts';

/**
 * Calls `listener` when the signal aborts; synchronously never, so check `throwIfAborted` first. Returns the
 * function that stops listening, to be called whenever the work ends: signals outlive most work.
 */
export function whenAborted(signal: AbortSignal | undefined, listener: (fault: Fault) => void): () => void {
  if (!signal) return () => {};
  const onAbort = () => listener(toCancelled());
  signal.addEventListener('abort', onAbort, { once: true });
  return () => signal.removeEventListener('abort', onAbort);
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw toCancelled();
}

export function toCancelled(): Fault {
  return new Fault('CANCELLED', 'cancelled');
}

/** Waits for `work` no longer than the signal allows. The work itself goes on: it has other callers. */
export async function waitUnlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  throwIfAborted(signal);
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const stop = whenAborted(signal, reject);
    work.then(resolve, reject).finally(stop);
  });
}
