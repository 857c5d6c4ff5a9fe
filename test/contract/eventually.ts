import { expect } from 'vitest';

/** Waits for what must come true, however busy the machine is; a test that fails takes this long, no other. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: 20_000, interval: 10 });
}
