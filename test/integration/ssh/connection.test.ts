import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RemoteHost, SshFleet } from '../../../electron/ssh/remoteHost.ts';
import { createSshKey } from '../../fixtures/sshKey.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { until } from '../../fixtures/until.ts';
import { createFleetRoom, type FleetRoom } from './fleetRoom.ts';

let room: FleetRoom;
beforeAll(async () => {
  room = await createFleetRoom();
});
afterAll(() => room.clear());

const timeoutMs = 60_000;
const passed = { end: { kind: 'exited', exitCode: 0 } };

function countLogins(sshd: Sshd): number {
  return sshd.log().split('Accepted publickey').length - 1;
}

async function listen(onConnection: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

async function echoThrough(host: RemoteHost, port: number, text: string): Promise<string> {
  const stream = await host.openTcp('127.0.0.1', port);
  stream.end(text);
  let answer = '';
  for await (const chunk of stream) answer += String(chunk);
  return answer;
}

test('nothing is connected before it is needed; then all callers share one connection', async () => {
  const sshd = await room.startHost();
  const host = room.connectTo(sshd);
  const states: string[] = [];
  const stop = host.onConnectionChange(({ state }) => states.push(state));
  expect(host.connection()).toEqual({ state: 'idle' });
  expect(sshd.log()).not.toContain('Connection from');

  await Promise.all([
    ...Array.from({ length: 5 }, () => host.execute('true', { timeoutMs })),
    ...Array.from({ length: 5 }, () => host.ask('true', { timeoutMs })),
  ]);
  expect(countLogins(sshd)).toBe(1);
  expect(states).toEqual(['connecting', 'connected']);
  stop();
});

test('the same name is the same host, and a name that means two hosts is refused', async () => {
  const sshd = await room.startHost();
  const fleet = room.createFleet([sshd]);
  const target = room.toTarget(sshd, 'web1');
  expect(fleet.host(target)).toBe(fleet.host({ ...target }));
  expect(() => fleet.host({ ...target, port: 1 })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  );
});

test('a lost connection fails what was running, says that it may still run, and the next call connects anew', async () => {
  const sshd = await room.startHost();
  const host = room.connectTo(sshd);
  await host.ask('true', { timeoutMs });
  let isStarted = false;
  const command = host.execute('echo on; sleep 30', { timeoutMs, onOutput: () => (isStarted = true) });
  const question = host.ask('sleep 30', { timeoutMs });
  const failures = Promise.allSettled([command, question]);
  await until('the command runs', () => isStarted);
  await sshd.dropConnections();

  for (const failure of await failures) {
    expect(failure).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'UNREACHABLE',
        message: expect.stringContaining('the command may still run') as string,
      },
    });
  }
  expect(host.connection()).toMatchObject({ state: 'idle', lastTrouble: { trouble: 'unreachable' } });
  await expect(host.execute('true', { timeoutMs })).resolves.toMatchObject(passed);
  await expect(host.ask('echo back', { timeoutMs })).resolves.toEqual({ exitCode: 0, output: 'back\n' });
  expect(countLogins(sshd)).toBe(2);
});

test('a host that stops answering is noticed by keep-alive', async () => {
  const sshd = await room.startHost();
  const host = room.connectTo(sshd, { keepAliveMs: 50 });
  await host.execute('true', { timeoutMs });
  const pids = await sshd.connectionPids();
  pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  try {
    await expect(host.execute('true', { timeoutMs: 60_000 })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  } finally {
    pids.forEach((pid) => process.kill(pid, 'SIGKILL'));
  }
});

test('nothing listens there: unreachable, at once the next time, and connected after the back-off', async () => {
  const hostKeys = [await createSshKey(room.folder, 'returning')];
  const sshd = await room.startHost({ hostKeys });
  await sshd.stop();
  let nowMs = Date.now();
  const host = room.connectTo(sshd, { now: () => nowMs });
  await expect(host.ask('true', { timeoutMs })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('connection refused') as string,
  });
  const back = await room.startHost({ port: sshd.port, hostKeys });
  await expect(host.ask('true', { timeoutMs })).rejects.toThrow(
    /connection refused.*not tried again before 20/,
  );
  expect(back.log()).not.toContain('Connection from');
  nowMs += 60_000;
  await expect(host.ask('echo back', { timeoutMs })).resolves.toEqual({ exitCode: 0, output: 'back\n' });
  expect(host.connection().state).toBe('connected');
});

test('disposing does not wait for a host that never speaks', async () => {
  const sockets: Socket[] = [];
  const { server, port } = await listen((socket) => sockets.push(socket));
  const target = { name: 'mute', address: '127.0.0.1', port, user: 'x', identityFiles: [], jumps: [] };
  const fleet = room.createFleet([], { connectTimeoutMs: 600_000 });
  const question = Promise.allSettled([fleet.host(target).ask('true', { timeoutMs })]);
  await until('it is connected', () => sockets.length > 0);
  await fleet.dispose();
  expect(await question).toMatchObject([{ reason: { code: 'CANCELLED' } }]);
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

test('a host that accepts and never speaks is given up after the time allowed', async () => {
  const sockets: Socket[] = [];
  const { server, port } = await listen((socket) => sockets.push(socket));
  const target = { name: 'mute', address: '127.0.0.1', port, user: 'x', identityFiles: [], jumps: [] };
  const host = room.createFleet([], { connectTimeoutMs: 200 }).host(target);
  await expect(host.ask('true', { timeoutMs })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringContaining('no answer within 200 ms') as string,
  });
  sockets.forEach((socket) => socket.destroy());
  server.close();
});

test('a login that is thrown out before it began is tried again, a bounded number of times', async () => {
  const sshd = await room.startHost();
  let refusals = 3;
  let attempts = 0;
  const { server, port } = await listen((socket) => {
    attempts += 1;
    socket.on('error', () => {});
    // As MaxStartups does: one time a reset, one time just the end.
    if (refusals-- > 0) return refusals % 2 ? socket.resetAndDestroy() : socket.end();
    const upstream = connect(sshd.port, '127.0.0.1');
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  });
  const known = { ...sshd, knownHostsLine: sshd.knownHostsLine.replace(`:${sshd.port}`, `:${port}`) };
  const host = room.createFleet([known]).host({ ...room.toTarget(sshd, 'flaky'), port });
  await expect(host.execute('true', { timeoutMs })).resolves.toMatchObject(passed);
  expect(attempts).toBe(4);

  refusals = Infinity;
  const hopeless = room.createFleet([known]).host({ ...room.toTarget(sshd, 'hopeless'), port });
  await expect(hopeless.execute('true', { timeoutMs })).rejects.toMatchObject({ code: 'UNREACHABLE' });
  expect(attempts).toBe(10);
  server.close();
});

test('forty logins at once to an sshd that throws out beyond ten: all succeed', async () => {
  const sshd = await room.startHost({ config: ['MaxStartups 10:30:100'] });
  const fleet = room.createFleet([sshd]);
  const hosts = Array.from({ length: 40 }, (_, index) => fleet.host(room.toTarget(sshd, `host-${index}`)));
  const answers = await Promise.all(hosts.map((host) => host.ask('echo here', { timeoutMs })));
  expect(answers.map(({ output }) => output)).toEqual(hosts.map(() => 'here\n'));
});

test('through two jump hosts: one connection to each, and every hop checks its own host key', async () => {
  const [first, second, target] = await Promise.all([room.startHost(), room.startHost(), room.startHost()]);
  const jumps = [room.toTarget(first, 'jump-1'), room.toTarget(second, 'jump-2')];
  const reach = (fleet: SshFleet, name: string) => fleet.host(room.toTarget(target, name, { jumps }));

  // One login at a time: those that wait for a jump host must not hold the place its own login needs.
  const fleet = room.createFleet([first, second, target], { maxHandshakesPerGateway: 1 });
  const outcomes = await Promise.all(
    ['a', 'b', 'c'].map((name) => reach(fleet, name).execute('echo "$SSH_CONNECTION"', { timeoutMs })),
  );
  outcomes.forEach(({ output }) => expect(output).toMatch(new RegExp(`127.0.0.1 ${target.port}\n$`)));
  expect([first, second, target].map(countLogins)).toEqual([1, 1, 3]);

  for (const [known, culprit] of [
    [[second, target], 'jump-1'],
    [[first, target], 'jump-2'],
    [[first, second], 'deep'],
  ] as const) {
    await expect(reach(room.createFleet(known), 'deep').ask('true', { timeoutMs })).rejects.toMatchObject({
      code: 'HOST_KEY_REFUSED',
      message: expect.stringContaining(`${culprit} (`) as string,
    });
  }
});

test('more hosts behind one jump host than it has sessions: forwarded streams are no sessions', async () => {
  const [jump, target] = await Promise.all([room.startHost({ config: ['MaxSessions 2'] }), room.startHost()]);
  const fleet = room.createFleet([jump, target]);
  const hosts = Array.from({ length: 25 }, (_, index) =>
    fleet.host(room.toTarget(target, `behind-${index}`, { jumps: [room.toTarget(jump, 'jump')] })),
  );
  const answers = await Promise.all(hosts.map((host) => host.ask('echo here', { timeoutMs })));
  expect(answers.map(({ output }) => output)).toEqual(hosts.map(() => 'here\n'));
  expect(countLogins(jump)).toBe(1);
});

test('when the jump host goes, whatever went through it is lost; a dead target is named with the jump', async () => {
  const [jump, target] = await Promise.all([room.startHost(), room.startHost()]);
  const fleet = room.createFleet([jump, target]);
  const jumps = [room.toTarget(jump, 'jump')];
  const host = fleet.host(room.toTarget(target, 'behind', { jumps }));
  let isStarted = false;
  const onOutput = () => (isStarted = true);
  const running = Promise.allSettled([host.execute('echo on; sleep 30', { timeoutMs, onOutput })]);
  await until('the command runs', () => isStarted);
  await jump.dropConnections();
  expect(await running).toMatchObject([{ reason: { code: 'UNREACHABLE' } }]);

  const dead = fleet.host({ ...room.toTarget(target, 'dead', { jumps }), port: 1 });
  await expect(dead.ask('true', { timeoutMs })).rejects.toMatchObject({
    code: 'UNREACHABLE',
    message: expect.stringMatching(/dead, through jump: .*refused/i) as string,
  });
});

test('sockets on the host are reached, both kinds, and one that is not there is a refused channel', async () => {
  const sshd = await room.startHost();
  const host = room.connectTo(sshd);
  const echo = (socket: Socket) => socket.pipe(socket);
  const tcp = await listen(echo);
  const path = join(room.folder, 'echo.sock');
  const unix = createServer(echo);
  await new Promise<void>((resolve) => unix.listen(path, resolve));

  for (const stream of [await host.openTcp('127.0.0.1', tcp.port), await host.openUnixSocket(path)]) {
    stream.end('hello');
    let answer = '';
    for await (const chunk of stream) answer += String(chunk);
    expect(answer).toBe('hello');
  }
  await expect(host.openUnixSocket(`${path}.missing`)).rejects.toMatchObject({
    code: 'CHANNEL_REFUSED',
    message: expect.stringContaining(`${path}.missing`) as string,
  });
  await expect(host.openTcp('127.0.0.1', 1)).rejects.toMatchObject({ code: 'CHANNEL_REFUSED' });
  await expect(host.openTcp('127.0.0.1', 1, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  tcp.server.close();
  unix.close();
});

test('a connection that only forwards gets one command, so that its sshd answers without delay', async () => {
  const sshd = await room.startHost();
  const host = room.connectTo(sshd);
  const { server, port } = await listen((socket) => socket.pipe(socket));
  for (const text of ['one', 'two', 'three']) expect(await echoThrough(host, port, text)).toBe(text);
  await until('the command was run', () => sshd.log().includes('Starting session: command'));
  expect(await echoThrough(host, port, 'four')).toBe('four');
  await until('its channel is closed', () => sshd.log().includes('Close session'));
  expect(sshd.log().split('Starting session: command')).toHaveLength(2);
  server.close();
});

test('a host that runs nothing for us forwards all the same', async () => {
  const { server, port } = await listen((socket) => socket.pipe(socket));
  for (const config of [['MaxSessions 0'], ['ForceCommand /bin/false']]) {
    const host = room.connectTo(await room.startHost({ config }));
    for (const text of ['one', 'two', 'three']) expect(await echoThrough(host, port, text)).toBe(text);
  }
  server.close();
});

test('disposing closes every connection, ends what runs, and nothing can be begun any more', async () => {
  const [jump, target] = await Promise.all([room.startHost(), room.startHost()]);
  const fleet = room.createFleet([jump, target]);
  const host = fleet.host(room.toTarget(target, 'behind', { jumps: [room.toTarget(jump, 'jump')] }));
  await host.ask('true', { timeoutMs });
  const running = Promise.allSettled([host.execute('sleep 30', { timeoutMs })]);
  await fleet.dispose();
  expect(await running).toMatchObject([{ reason: { code: 'UNREACHABLE' } }]);
  await expect(host.ask('true', { timeoutMs })).rejects.toMatchObject({ code: 'CANCELLED' });
  await until('no connection is left', async () => {
    const left = await Promise.all([jump.connectionPids(), target.connectionPids()]);
    return left.flat().length === 0;
  });
});
