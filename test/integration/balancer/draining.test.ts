import { createConnection } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { getOnce, startLoad } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import { controlOf, createScene, deadlineMs, stat, untilChecked, untilStatus } from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one'] };

describe('given a pool with traffic', () => {
  const scene = createScene();

  test('when a request runs, then the drain waits for it, and its client gets the answer (trap 17)', async () => {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers: [a, b], lines: ['balance first'] }],
    });
    for (const server of ['app/a', 'app/b']) await untilChecked(one, server);
    const { control } = controlOf({ one });
    const running = getOnce(one.frontendPort, '/hold');
    await until('the host works on it', () => a.running === 1);
    await control.perform('drain', member);

    const seen: number[] = [];
    const waiting = control.awaitDrained(member, {
      deadlineMs,
      onProgress: (progress) => seen.push(...progress.map(({ scur }) => scur)),
    });
    await until('the drain was looked at twice', () => seen.length >= 2);
    expect(seen.every((scur) => scur === 1)).toBe(true);
    a.releaseHeld();

    expect(await running).toEqual({ kind: 'ok', text: 'a' });
    expect(await waiting).toEqual({ kind: 'drained' });
  });

  test('when a TCP client stays, then the deadline says what is left, and its session can be ended (trap 5)', async () => {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a], mode: 'tcp' }] });
    await untilChecked(one, 'app/a');
    const { control } = controlOf({ one });
    const client = createConnection(one.frontendPort, '127.0.0.1');
    const closed = once(client, 'close');
    client.on('error', () => undefined).resume();
    await until('the session stands', async () => (await stat(one, 'app/a', 'scur')) === '1');
    await control.perform('drain', member);

    expect(await control.awaitDrained(member, { deadlineMs: 200 })).toEqual({
      kind: 'deadline',
      remaining: [{ balancer: 'one', scur: 1, qcur: 0 }],
      sticky: false,
    });
    const sent = await control.shutdownSessions(member);

    expect(sent).toEqual([{ balancer: 'one', line: 'shutdown sessions server app/a', reply: '\n' }]);
    await closed;
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
  });

  test('when the host is DOWN already, then its status stays DOWN and the admin bit tells (trap 16)', async () => {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a, b] }] });
    await a.stop();
    await untilStatus(one, 'app/a', 'DOWN');
    const { control } = controlOf({ one });

    await control.perform('drain', member);

    expect(await stat(one, 'app/a', 'status')).toBe('DOWN');
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
  });

  test('when what remains is too small, then the capacity shows sessions and queue (trap 6)', async () => {
    const [a, b] = [await scene.app('a'), await scene.app('b')];
    const servers = [
      { name: 'a', port: a.port, options: 'maxconn 2' },
      { name: 'b', port: b.port, options: 'maxconn 2' },
    ];
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers }] });
    for (const server of ['app/a', 'app/b']) await untilChecked(one, server);
    const { control } = controlOf({ one });
    expect(await control.capacity('app', ['one'])).toMatchObject([{ up: 2, queued: 0, sessionShare: 0 }]);
    await control.perform('drain', member);

    const load = scene.keep(startLoad({ port: one.frontendPort, path: '/hold', concurrency: 5 }));
    await until('requests queue', async () => (await control.capacity('app', ['one']))[0]?.queued === 3);

    expect(await control.capacity('app', ['one'])).toEqual([
      {
        balancer: 'one',
        backend: 'app',
        servers: 2,
        up: 1,
        outOrDown: ['a: DRAIN'],
        queued: 3,
        sessionShare: 1,
      },
    ]);
    const stopping = load.stop();
    await until('all are answered', async () => {
      b.releaseHeld();
      return (await control.capacity('app', ['one']))[0]?.queued === 0 && b.running === 0;
    });
    await stopping;
  });

  test('when it is cancelled, then the wait ends with CANCELLED', async () => {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a] }] });
    const { control } = controlOf({ one });
    const stop = new AbortController();

    const waiting = control.awaitDrained(member, {
      deadlineMs,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });

    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
