import { createConnection, createServer } from 'node:net';
import type { Server } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { joinLines, setState, showInfo } from '../../../electron/balancer/lines.ts';
import { observeBalancer } from '../../../electron/balancer/observeBalancer.ts';
import { createPoolControl } from '../../../electron/balancer/poolControl.ts';
import { createRuntimeClient } from '../../../electron/balancer/runtimeClient.ts';
import type { RuntimeClient } from '../../../electron/balancer/runtimeClient.ts';
import type { RunningHaproxy } from '../../fixtures/haproxy.ts';
import { freePorts } from '../../fixtures/freePorts.ts';
import { clientOf, controlOf, createScene, preflightOne, stat, untilChecked } from './scene.ts';

const member = { backend: 'app', server: 'a', balancers: ['one'] };
const now = () => new Date();

/** Another operator, who sets the server ready right after every drain. */
function undoneAtOnce(client: RuntimeClient | undefined, one: RunningHaproxy): RuntimeClient {
  if (client === undefined) throw new Error('no such client');
  return {
    name: client.name,
    async command(line, o) {
      const reply = await client.command(line, o);
      if (line.includes('state drain')) await one.ask('set server app/a state ready');
      return reply;
    },
  };
}

describe('given a runtime socket', () => {
  const scene = createScene();

  async function pool(level: 'admin' | 'operator' | 'user' = 'admin') {
    const a = await scene.app('a');
    const one = await scene.haproxy({ pools: [{ backend: 'app', servers: [a] }], level, tcp: true });
    await untilChecked(one, 'app/a');
    return { a, one, ...controlOf({ one }) };
  }

  test.each(['operator', 'user'] as const)(
    'when it is of level %s, then preflight and change both name the way out (trap 15)',
    async (level) => {
      const { one, control } = await pool(level);

      const report = await preflightOne(control, member);
      expect(report.passed).toBe(false);
      expect(report.findings).toMatchObject([
        {
          severity: 'blocking',
          code: 'BALANCER_PERMISSION_DENIED',
          wayOut: expect.stringContaining('level admin'),
        },
      ]);
      await expect(control.perform('drain', member)).rejects.toMatchObject({
        code: 'BALANCER_PERMISSION_DENIED',
        wayOut: expect.stringContaining('level admin'),
      });

      expect(await stat(one, 'app/a', 'status')).toBe('UP');
    },
  );

  test('when it is TCP, then it speaks the same', async () => {
    const { one } = await pool();
    const client = clientOf('one', { open: async () => createConnection(one.tcpPort ?? 0, '127.0.0.1') });

    const seen = await observeBalancer(client, { now });

    expect(seen).toMatchObject({
      balancer: 'one',
      pid: one.pid,
      stopping: false,
      servers: [{ backend: 'app', server: 'a', statusText: 'UP', address: '127.0.0.1' }],
    });
    expect(seen.version).toMatch(/^\d+\.\d+/);
  });

  test('when it is closed, then the balancer is unreachable, in perform, in waiting and in preflight alike', async () => {
    const { one, control } = await pool();
    await control.perform('drain', member);
    await one.stop();

    await expect(control.perform('maintain', member)).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
      retryable: true,
    });
    await expect(control.awaitDrained(member, { deadlineMs: 100 })).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
    });
    expect((await preflightOne(control, member)).findings).toMatchObject([
      { severity: 'blocking', code: 'BALANCER_UNREACHABLE' },
    ]);
  });

  test('when names are unknown, then the fault names them, and preflight finds them before anything starts', async () => {
    const { control } = await pool();
    const noServer = { ...member, server: 'zz' };
    const noBackend = { ...member, backend: 'nope' };

    await expect(control.perform('drain', noServer)).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
      message: expect.stringMatching(/zz.*app/),
    });
    await expect(control.perform('drain', noBackend)).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
      message: expect.stringContaining('nope'),
    });
    await expect(control.capacity('nope', ['one'])).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
    });
    expect((await preflightOne(control, noServer)).findings).toMatchObject([
      { severity: 'blocking', code: 'BALANCER_UNKNOWN_TARGET' },
    ]);
    const report = await preflightOne(control, noBackend);
    expect(report.findings).toMatchObject([
      { code: 'BALANCER_UNKNOWN_TARGET', message: expect.stringMatching(/nope.*nope\/a/) },
    ]);
    await expect(control.perform('drain', { ...member, balancers: ['two'] })).rejects.toMatchObject({
      code: 'BALANCER_UNKNOWN_TARGET',
    });
  });

  test('when a line goes wrong in its first command, then HAProxy goes on, so that one line is about one server and read back (trap 8)', async () => {
    const { one, control } = await pool();
    expect(await one.ask('set server app/zz state drain; set server app/a state drain')).toBe(
      'No such server.\n\n\n',
    );
    expect(await stat(one, 'app/a', 'status')).toBe('DRAIN');
    await one.ask('set server app/a state ready');

    const lines = (['drain', 'maintain', 'admit', 'ready'] as const).flatMap((action) =>
      control.literal(action, member),
    );

    for (const { line } of lines) for (const command of line.split(';')) expect(command).toContain('app/a');
  });

  test('when something else changes the server back at once, then the read-back says so (trap 8)', async () => {
    const { one } = await pool();
    const { clients } = controlOf({ one });
    const control = createPoolControl({
      clients: new Map([['one', undoneAtOnce(clients.get('one'), one)]]),
      now,
      delay: async () => undefined,
    });

    await expect(control.perform('drain', member)).rejects.toMatchObject({
      code: 'BALANCER_REFUSED',
      message: expect.stringContaining('reads: UP'),
      details: ['one answered "set server app/a state drain" with "\\n"'],
    });
  });

  test('when a frontend bears the name of the backend, then the backend is found all the same', async () => {
    const a = await scene.app('a');
    const [port = 0] = await freePorts(1);
    const frontend = [
      'frontend app',
      '  mode http',
      `  bind 127.0.0.1:${port}`,
      '  timeout client 2s',
      '  default_backend app',
    ];
    const one = await scene.haproxy({
      pools: [
        { backend: 'other', servers: [], lines: frontend },
        { backend: 'app', servers: [a] },
      ],
    });
    expect(await one.ask('show stat app 6 -1')).not.toContain('BACKEND');
    const seen = await observeBalancer(clientOf('one', one), { backends: ['app'], now });

    expect(seen.servers).toMatchObject([{ backend: 'app', server: 'a' }]);
  });

  test('when many commands travel in one line, then each is acknowledged', async () => {
    const { one } = await pool();
    const name = { backend: 'app', server: 'a' };

    const reply = await clientOf('one', one).command(
      joinLines(setState(name, 'drain'), setState(name, 'ready')),
    );

    expect(reply).toBe('\n\n');
  });
});

describe('given something that is no HAProxy', () => {
  const scene = createScene();

  async function listener(onConnect: Parameters<typeof createServer>[1]) {
    const folder = await mkdtemp(join(tmpdir(), 'runtime-'));
    const path = join(folder, 'it.sock');
    const server: Server = createServer(onConnect);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    scene.keep({
      stop: async () => {
        await new Promise<void>((resolve) => server.close(() => resolve()));
        await rm(folder, { recursive: true });
      },
    });
    return createRuntimeClient({ name: 'odd', open: async () => createConnection(path) });
  }

  test('when it never answers, then the question ends in time and the connection is closed', async () => {
    let closed = false;
    const client = await listener((socket) => socket.on('close', () => (closed = true)).resume());

    await expect(client.command(showInfo, { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'BALANCER_UNREACHABLE',
      message: expect.stringContaining('no answer within 50 ms'),
    });
    await expect.poll(() => closed).toBe(true);
  });

  test('when it hangs up without a word, then that is no acknowledgement', async () => {
    const client = await listener((socket) => socket.resume().end());

    await expect(client.command(showInfo)).rejects.toMatchObject({ code: 'BALANCER_UNREACHABLE' });
  });

  test('when it is cancelled, then the question ends with CANCELLED, also before it began', async () => {
    const client = await listener((socket) => socket.resume());
    const stop = new AbortController();
    const asking = client.command(showInfo, { signal: stop.signal });
    stop.abort();

    await expect(asking).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(client.command(showInfo, { signal: stop.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  test('when it answers something else, then nothing is guessed', async () => {
    const client = await listener((socket) => socket.resume().end('HTTP/1.1 400 Bad Request\r\n\r\n'));

    await expect(observeBalancer(client, { now })).rejects.toMatchObject({ code: 'BALANCER_UNPARSEABLE' });
  });
});
