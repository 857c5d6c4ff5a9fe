import { describe, expect, it } from 'vitest';
import { createSharedLooks, type LookOptions } from '../../../electron/balancer/sharedLooks.ts';
import type { BalancerSighting } from '../../../electron/balancer/sighting.ts';
import { Fault } from '../../../shared/protocol/fault.ts';

/** A balancer that answers when it is told to; each answer bears the number of its look. */
function createScene() {
  const looks: { readonly o: LookOptions; answer(): void }[] = [];
  const observe = createSharedLooks(
    (o) =>
      new Promise((resolve, reject) => {
        const pid = looks.length + 1;
        o.signal?.addEventListener('abort', () => reject(new Fault('CANCELLED', 'cut off')));
        looks.push({ o, answer: () => resolve(sightingOf(pid)) });
      }),
  );
  /** Lets everything that is ready go on. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { looks, observe, settle };
}

const sightingOf = (pid: number): BalancerSighting => ({
  balancer: 'one',
  at: '2026-01-31T00:00:00.000Z',
  pid,
  uptimeSeconds: 1,
  version: '2.6',
  stopping: false,
  backends: [],
  servers: [],
});
const backends = ['app'];

describe('looks at one balancer', () => {
  it('are shared by all who wait for their turn, and begin after the last of them came', async () => {
    const { looks, observe, settle } = createScene();
    const first = observe({ backends });
    await settle();
    const waiting = [observe({ backends }), observe({ backends: ['app'] }), observe({ backends })];
    await settle();
    expect(looks).toHaveLength(1);

    looks[0]?.answer();
    await settle();
    expect(looks).toHaveLength(2);
    looks[1]?.answer();

    expect((await first).pid).toBe(1);
    expect((await Promise.all(waiting)).map(({ pid }) => pid)).toEqual([2, 2, 2]);
  });

  it('are not shared with who asks after other backends, and never made side by side', async () => {
    const { looks, observe, settle } = createScene();
    const both = [observe({ backends }), observe({})];
    await settle();
    expect(looks.map(({ o }) => o.backends)).toEqual([['app']]);
    looks[0]?.answer();
    await settle();
    expect(looks.map(({ o }) => o.backends)).toEqual([['app'], undefined]);
    looks[1]?.answer();
    expect((await Promise.all(both)).map(({ pid }) => pid)).toEqual([1, 2]);
  });

  it('go on for the others when one cancels, who is told at once', async () => {
    const { looks, observe, settle } = createScene();
    const impatient = new AbortController();
    const left = observe({ backends, signal: impatient.signal });
    const stays = observe({ backends });
    await settle();
    impatient.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    looks[0]?.answer();
    expect((await stays).pid).toBe(1);
  });

  it('end early once nobody waits any more, and are made anew for who comes then', async () => {
    const { looks, observe, settle } = createScene();
    const busy = observe({ backends: ['other'] });
    await settle();
    const impatient = new AbortController();
    const left = observe({ backends, signal: impatient.signal });
    impatient.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    const late = observe({ backends });
    looks[0]?.answer();
    await busy;
    await settle();
    looks.at(-1)?.answer();
    expect((await late).balancer).toBe('one');
  });
});
