import { describe, expect, test } from 'vitest';
import { createPoolControl } from '../../../electron/balancer/poolControl.ts';
import type { RuntimeClient } from '../../../electron/balancer/runtimeClient.ts';
import { clientOf, controlOf, createScene, preflightOne, stat, untilChecked, untilStatus } from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one', 'two'] };

describe('given two balancers of which something is wrong with one', () => {
  const scene = createScene();

  async function two(levelOfTwo: 'admin' | 'operator' = 'admin') {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const pools = [{ backend: 'app', servers: [a, b] }];
    const one = await scene.haproxy({ pools });
    const other = await scene.haproxy({ pools, level: levelOfTwo });
    for (const haproxy of [one, other]) await untilChecked(haproxy, 'app/a');
    return { a, one, other, ...controlOf({ one, two: other }) };
  }

  test('when the second one refuses, then the fault tells what the first one did, and that is held over a reload', async () => {
    const { one, other, control, reloads } = await two('operator');

    await expect(control.perform('drain', member)).rejects.toMatchObject({
      code: 'BALANCER_PERMISSION_DENIED',
      details: [
        'one answered "set server app/a state drain" with "\\n"',
        'two answered "set server app/a state drain" with "Permission denied\\n\\n"',
      ],
    });
    for (const haproxy of [one, other]) await haproxy.reload();
    await untilChecked(other, 'app/a');
    await control.capacity('app', member.balancers);

    expect(reloads.find(({ balancer }) => balancer === 'one')?.restored).toEqual(['app/a']);
    expect(reloads.find(({ balancer }) => balancer === 'two')?.restored).toEqual([]);
    expect(await stat(one, 'app/a', 'status')).toBe('DRAIN');
    expect(await stat(other, 'app/a', 'status')).toBe('UP');
  });

  test('when it drained on one balancer only, then it is not drained', async () => {
    const { control } = await two();
    await control.perform('drain', { ...member, balancers: ['one'] });

    expect(await control.awaitDrained(member, { deadlineMs: 100 })).toMatchObject({ kind: 'deadline' });
    expect(await control.awaitInService(member, { deadlineMs: 0 })).toMatchObject({ kind: 'deadline' });
  });

  test('when both are dead, then both are named', async () => {
    const { one, other, control } = await two();
    await one.stop();
    await other.stop();

    await expect(control.perform('drain', member)).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
      details: [expect.stringContaining('balancer one'), expect.stringContaining('balancer two')],
    });
  });

  test('when a member names no balancer, then nothing is pretended', async () => {
    const { control } = await two();

    await expect(control.perform('drain', { ...member, balancers: [] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(await preflightOne(control, { ...member, balancers: [] })).toMatchObject({ passed: false });
  });

  test('when the app starts again while a host is out, then adopting it makes a reload put it back', async () => {
    const { one, other } = await two();
    const { control, reloads } = controlOf({ one, two: other });
    await one.ask('set server app/a state maint');
    await other.ask('set server app/a state maint');

    await control.adopt([member, { ...member, server: 'gone' }]);
    await one.reload();
    await control.capacity('app', member.balancers);

    expect(reloads).toMatchObject([{ balancer: 'one', restored: ['app/a'] }]);
    await untilStatus(one, 'app/a', 'MAINT');
  });
});

describe('given a process that says it is stopping', () => {
  const scene = createScene();

  /** A process at its end answers only on connections from before, which no test can time: its word is put in. */
  function stoppingAtFirst(client: RuntimeClient, times: number): RuntimeClient {
    let left = times;
    return {
      name: client.name,
      async command(line, o) {
        const reply = await client.command(line, o);
        left -= 1;
        return left >= 0 ? reply.replace('Stopping: 0', 'Stopping: 1') : reply;
      },
    };
  }

  test.each([
    [1, 'is asked again'],
    [99, 'is not believed'],
  ])('when it says so %d times, then it %s', async (times) => {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a] }] });
    await untilChecked(one, 'app/a');
    const client = stoppingAtFirst(clientOf('one', one), times);
    const control = createPoolControl({
      clients: new Map([['one', client]]),
      now: () => new Date(),
      delay: async () => undefined,
    });

    const performed = control.perform('drain', { ...member, balancers: ['one'] }).then(
      () => 'done',
      (error: { code?: string }) => error.code,
    );

    expect(await performed).toBe(times === 1 ? 'done' : 'BALANCER_UNREACHABLE');
  });
});
