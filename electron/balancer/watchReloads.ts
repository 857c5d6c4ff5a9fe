import type { Balancer } from './poolReach.ts';
import type { WaitParts } from './waitUntil.ts';

/** See `PoolControl.watch`. One unreachable balancer does not keep the others from being looked at. */
export async function watchReloads(
  balancers: readonly Balancer[],
  parts: Pick<WaitParts, 'delay'>,
  o: { readonly everyMs: number; readonly signal: AbortSignal; onTrouble?(error: unknown): void },
): Promise<void> {
  const { signal } = o;
  while (!signal.aborted) {
    const holding = balancers.filter(({ memory }) => memory.holds.size > 0);
    const looks = await Promise.allSettled(
      holding.map(({ watch, memory }) =>
        watch.observe({ backends: heldBackends(memory.holds.values()), signal }),
      ),
    );
    if (signal.aborted) return;
    for (const look of looks) if (look.status === 'rejected') o.onTrouble?.(look.reason);
    // Only the signal ends the pause early.
    await parts.delay(o.everyMs, { signal }).catch(throwUnless(signal));
  }
}

function heldBackends(holds: Iterable<{ readonly name: { readonly backend: string } }>): readonly string[] {
  return [...new Set([...holds].map(({ name }) => name.backend))];
}

function throwUnless(signal: AbortSignal): (error: unknown) => void {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
