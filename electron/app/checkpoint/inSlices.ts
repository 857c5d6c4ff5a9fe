import { setImmediate as nextTurn } from 'node:timers/promises';

/** Far below what a person notices, and long enough that the turns themselves cost nothing. */
const sliceMs = 8;

/** Goes through all items in order, and lets everybody else have a turn whenever it has worked for a slice. */
export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let begunAtMs = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - begunAtMs < sliceMs) continue;
    await nextTurn();
    begunAtMs = performance.now();
  }
}
