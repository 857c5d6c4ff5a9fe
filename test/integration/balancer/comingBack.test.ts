import { describe, expect, test } from 'vitest';
import { startLoad } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import { controlOf, createScene, deadlineMs, stat, untilChecked, untilStatus } from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one'] };

describe('given a host in maintenance whose application is warming', () => {
  const scene = createScene();

  async function warmingOut(o: { cookies?: string } = {}) {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers: [a, b], check: { interMs: 300, rise: 2, fall: 3 } }],
      ...o,
    });
    for (const server of ['app/a', 'app/b']) await untilChecked(one, server);
    const { control } = controlOf({ one });
    await control.perform('maintain', member);
    a.health = 'warming';
    return { a, b, one, control };
  }

  test('when HAProxy itself is told "ready", then it trusts before it checks, and clients get 503 (trap 1)', async () => {
    const { one } = await warmingOut();
    const load = scene.keep(startLoad({ port: one.frontendPort }));
    await load.more(20);
    expect(load.failed).toBe(0);

    await one.ask('set server app/a state ready');

    await until('a client meets the warming host', () => load.failed > 0);
    expect((await load.stop()).failures).toEqual(['503']);
  });

  test('when "ready" is asked of the control, then it refuses and nothing changes (trap 1)', async () => {
    const { one, control } = await warmingOut();

    await expect(control.perform('ready', member)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      wayOut: expect.stringContaining('Admit it first'),
    });

    expect(await stat(one, 'app/a', 'status')).toBe('MAINT');
  });

  test('when it goes back by plain drain, then sticky clients are sent to it and get 503 (trap 2)', async () => {
    const { one } = await warmingOut({ cookies: 'SRV' });

    await one.ask('set server app/a state drain');

    const load = scene.keep(startLoad({ port: one.frontendPort, headers: { cookie: 'SRV=a' } }));
    await until('a sticky client meets the warming host', () => load.failed > 0);
    expect((await load.stop()).failures).toEqual(['503']);
  });

  test('when it is admitted, then sticky clients go elsewhere until its checks passed in full (trap 2)', async () => {
    const { a, one, control } = await warmingOut({ cookies: 'SRV' });
    const before = a.requests;
    const checks = a.checks;

    await control.perform('admit', member);
    const load = scene.keep(startLoad({ port: one.frontendPort, headers: { cookie: 'SRV=a' } }));
    await until('several checks ran', () => a.checks > checks + 3);
    expect(await control.awaitPoolHealthy(member, { deadlineMs: 100 })).toMatchObject({
      kind: 'deadline',
      saw: expect.stringMatching(/^one: DOWN/),
    });
    expect(a.requests).toBe(before);

    a.health = 'healthy';
    expect(await control.awaitPoolHealthy(member, { deadlineMs })).toEqual({ kind: 'healthy', blind: false });
    expect(await stat(one, 'app/a', 'check_health')).toBe('4');
    expect(await load.stop()).toMatchObject({ failed: 0 });
  });

  test('when bound clients press, then some slip in between the two commands of the line: the host must answer well before it is admitted (trap 2)', async () => {
    const { a, one, control } = await warmingOut({ cookies: 'SRV' });
    const headers = { cookie: 'SRV=a' };
    const load = scene.keep(startLoad({ port: one.frontendPort, headers, concurrency: 12, pauseMs: 1 }));
    const admitAgain = async () => {
      await one.ask('set server app/a state maint');
      await load.more(20);
      await control.perform('admit', member);
      await load.more(20);
    };

    await until('a client slips in and meets 503', async () => {
      await admitAgain();
      return load.failed > 0;
    });
    const failed = load.failed;
    await one.ask('set server app/a state maint');
    await load.more(20);
    a.health = 'sick';
    for (let round = 0; round < 20; round += 1) await admitAgain();

    expect(load.failed).toBe(failed);
    await load.stop();
  });

  test('when a host that answers nothing leaves maintenance, then "UP 1/3" is not called in service (trap 16)', async () => {
    const { a, one, control } = await warmingOut();
    await a.stop();

    await one.ask('set server app/a state ready');
    await until('HAProxy says UP n/m of a dead host', async () =>
      /^UP [12]\/3$/.test(await stat(one, 'app/a', 'status')),
    );
    expect(await control.awaitInService(member, { deadlineMs: 0 })).toMatchObject({ kind: 'deadline' });
    await untilStatus(one, 'app/a', 'DOWN');

    expect(await control.awaitInService(member, { deadlineMs: 100 })).toMatchObject({
      kind: 'deadline',
      saw: expect.stringContaining('DOWN'),
    });
  });
});

describe('given a server with slow start', () => {
  const scene = createScene();

  test('when it is ready, then it is in service only after its throttle ended (trap 12)', async () => {
    const a = await scene.app('a');
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers: [{ name: 'a', port: a.port, options: 'slowstart 2s weight 100' }] }],
    });
    const { control } = controlOf({ one });
    await until(
      'the start is over',
      async () =>
        (await stat(one, 'app/a', 'status')) === 'UP' && (await stat(one, 'app/a', 'throttle')) === '',
    );
    await control.perform('maintain', member);
    await control.perform('admit', member);
    await control.awaitPoolHealthy(member, { deadlineMs });
    await control.perform('ready', member);

    await untilStatus(one, 'app/a', 'UP');
    const early = await control.awaitInService(member, { deadlineMs: 0 });
    expect(early).toMatchObject({ kind: 'deadline', saw: expect.stringContaining('slow start') });
    expect(await control.awaitInService(member, { deadlineMs })).toEqual({ kind: 'inService' });
    expect(await stat(one, 'app/a', 'throttle')).toBe('');
  });
});
