import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
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
    expect(await control.capacity('app', ['one'], { without: 'a' })).toMatchObject([{ shareWithout: 1 }]);
    let isOver = false;
    const stopping = load.stop().then(() => (isOver = true));
    // What waited reaches the host a moment later, and is held there.
    await until('all are answered', () => {
      b.releaseHeld();
      return isOver;
    });
    await stopping;
  });

  test('when the server itself has a queue, then it is not drained before those are served too (trap 5)', async () => {
    const a = await scene.app('a');
    const servers = [{ name: 'a', port: a.port, options: 'maxconn 1' }];
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers, lines: ['no option redispatch'] }],
      cookies: 'SRV',
    });
    await untilChecked(one, 'app/a');
    const { control } = controlOf({ one });
    const bound = () => getOnce(one.frontendPort, '/hold', { cookie: 'SRV=a' });
    const [first, second] = [bound(), bound()];
    await until('one is served and one waits', async () => (await stat(one, 'app/a', 'qcur')) === '1');
    await control.perform('drain', member);

    expect(await control.awaitDrained(member, { deadlineMs: 100 })).toMatchObject({
      kind: 'deadline',
      remaining: [{ balancer: 'one', scur: 1, qcur: 1 }],
      sticky: true,
    });

    const both = Promise.all([first, second]);
    await until('both are answered', async () => {
      a.releaseHeld();
      return a.requests === 2 && a.running === 0;
    });
    expect(await both).toEqual([
      { kind: 'ok', text: 'a' },
      { kind: 'ok', text: 'a' },
    ]);
    await control.perform('maintain', member);
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
  });

  test('when a client holds a WebSocket, then the host is drained only once it has left or was ended (trap 5)', async () => {
    const server = createServer();
    const upgradedSockets: Duplex[] = [];
    server.on('upgrade', (_, socket) => {
      upgradedSockets.push(socket);
      socket.on('error', () => undefined).resume();
      const accept = 'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=';
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${accept}\r\n\r\n`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    scene.keep({
      stop: async () => {
        for (const socket of upgradedSockets) socket.destroy();
        await new Promise<void>((resolve) => server.close(() => resolve()));
      },
    });
    const { port } = server.address() as AddressInfo;
    const one = await scene.haproxy({
      pools: [{ backend: 'app', servers: [{ name: 'a', port }], check: false }],
    });
    const { control } = controlOf({ one });
    const client = createConnection(one.frontendPort, '127.0.0.1');
    const closed = once(client, 'close');
    const upgraded = once(client, 'data');
    client.on('error', () => undefined);
    const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    client.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\n\r\n`);
    expect(String((await upgraded)[0])).toMatch(/^HTTP\/1.1 101 /);
    await control.perform('drain', member);

    expect(await control.awaitDrained(member, { deadlineMs: 100 })).toMatchObject({
      kind: 'deadline',
      remaining: [{ scur: 1 }],
    });
    await control.shutdownSessions(member);

    await closed;
    expect(await control.awaitDrained(member, { deadlineMs })).toEqual({ kind: 'drained' });
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
