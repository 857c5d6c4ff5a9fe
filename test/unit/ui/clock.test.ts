import { describe, expect, it } from 'vitest';
import { createClock } from '../../../renderer/src/ui/clock/clock.ts';

function given() {
  const ticks = new Set<() => void>();
  let nowMs = 1_000;
  const clock = createClock({
    now: () => nowMs,
    every: (_intervalMs, tick) => {
      ticks.add(tick);
      return () => ticks.delete(tick);
    },
  });
  const pass = (ms: number) => {
    nowMs += ms;
    for (const tick of ticks) tick();
  };
  return { clock, ticks, pass };
}

describe('the one clock', () => {
  it('ticks once for any number of listeners, and not at all without one', () => {
    const { clock, ticks } = given();
    expect(ticks.size).toBe(0);
    const stopFirst = clock.subscribe(() => undefined);
    const stopSecond = clock.subscribe(() => undefined);
    expect(ticks.size).toBe(1);
    stopFirst();
    expect(ticks.size).toBe(1);
    stopSecond();
    expect(ticks.size).toBe(0);
  });

  it('shows the same instant to everybody between two ticks', () => {
    const { clock, pass } = given();
    const seen: number[] = [];
    clock.subscribe(() => seen.push(clock.now()));
    clock.subscribe(() => seen.push(clock.now()));
    pass(1_000);
    expect(seen).toEqual([2_000, 2_000]);
  });

  it('shows the same instant to two readings of one rendering before anybody listens', () => {
    const { clock, pass } = given();
    pass(5_000);
    const first = clock.now();
    pass(3);
    expect(clock.now()).toBe(first);
  });

  it('reads the time afresh when nobody listens', () => {
    const { clock, pass } = given();
    pass(5_000);
    expect(clock.now()).toBe(6_000);
  });
});
