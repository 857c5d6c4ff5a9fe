import { describe, expect, test } from 'vitest';
import { startLoad } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import { controlOf, createScene, deadlineMs, preflightOne, stat, untilChecked } from './scene.ts';

describe('given two hosts behind two balancers under load', () => {
  const scene = createScene();

  async function twoByTwo(o: { cookies?: string } = {}) {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const pools = [{ backend: 'app', servers: [a, b] }];
    const [one, two] = [
      await scene.haproxy({ pools, ...o }),
      await scene.haproxy({ pools, ...o, masterWorker: true }),
    ];
    for (const haproxy of [one, two])
      for (const server of ['app/a', 'app/b']) await untilChecked(haproxy, server);
    return {
      a,
      b,
      one,
      two,
      ...controlOf({ one, two }),
      member: { backend: 'app', server: 'a', balancers: ['one', 'two'] },
    };
  }

  test('when one goes out, is upgraded, warms with 503 and comes back, then no request fails', async () => {
    const { a, one, two, control, member } = await twoByTwo();
    const load = scene.keep(startLoad({ port: [one.frontendPort, two.frontendPort] }));
    await load.more(50);

    expect((await preflightOne(control, member)).passed).toBe(true);
    await control.perform('drain', member);
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
    await control.perform('maintain', member);
    await a.stop();
    await load.more(100);
    const before = a.requests;

    await a.start('warming');
    await control.perform('admit', member);
    await until('the warming host is checked on', () => a.checks > 5);
    await load.more(100);
    expect(a.requests).toBe(before);
    a.health = 'healthy';

    const healthy = await control.awaitPoolHealthy(member, { deadlineMs });
    expect(healthy).toEqual({ kind: 'healthy', blind: false });
    await control.perform('ready', member);
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    await until('the host serves again', () => a.requests > before);
    await load.more(100);

    const result = await load.stop();
    expect(result.failures).toEqual([]);
    expect(result.failed).toBe(0);
    expect(result.ok).toBeGreaterThan(300);
  });

  test('when clients are bound by a cookie, then the way back fails none of them either (traps 2 and 5)', async () => {
    const { a, one, two, control, member } = await twoByTwo({ cookies: 'SRV' });
    const load = scene.keep(
      startLoad({ port: [one.frontendPort, two.frontendPort], headers: { cookie: 'SRV=a' } }),
    );
    await load.more(50);

    await control.perform('drain', member);
    const drained = await control.awaitDrained(member, { deadlineMs: 600 });
    expect(drained).toMatchObject({ kind: 'deadline', sticky: true });
    await control.perform('maintain', member);
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
    await a.stop();
    const before = a.requests;

    // It answers well when asked directly, and HAProxy does not know that yet: the moment to admit it.
    await a.start('sick');
    await control.perform('admit', member);
    await until('the host is checked on', () => a.checks > 5);
    // A bound client may slip in between the two commands of the line; none does once the line has worked.
    expect(a.requests).toBeLessThanOrEqual(before + 8);
    const admitted = a.requests;
    await load.more(100);
    expect(a.requests).toBe(admitted);
    a.health = 'healthy';
    expect(await control.awaitPoolHealthy(member, { deadlineMs })).toMatchObject({ kind: 'healthy' });
    await control.perform('ready', member);
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    await until('sticky clients are back', () => a.requests > before);

    expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
  });

  test('when one balancer is dead, then nothing is sent to the other one (trap 18)', async () => {
    const { one, two, control, member } = await twoByTwo();
    await two.stop();

    await expect(control.perform('drain', member)).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
      retryable: true,
    });

    expect(await stat(one, 'app/a', 'status')).toBe('UP');
  });

  test('when both hosts leave, then clients get 503, and the capacity said so beforehand (trap 17)', async () => {
    const { one, control, member } = await twoByTwo();
    const balancers = ['one'];
    await control.perform('drain', { ...member, balancers });
    expect(await control.capacity('app', balancers)).toMatchObject([
      { servers: 2, up: 1, outOrDown: ['a: DRAIN'] },
    ]);

    await control.perform('maintain', { ...member, server: 'b', balancers });

    expect(await control.capacity('app', balancers)).toEqual([
      { balancer: 'one', backend: 'app', servers: 2, up: 0, outOrDown: ['a: DRAIN', 'b: MAINT'], queued: 0 },
    ]);
    const load = scene.keep(startLoad({ port: one.frontendPort }));
    await load.more(20);
    expect(await load.stop()).toMatchObject({ ok: 0, failures: ['503'] });
  });
});
