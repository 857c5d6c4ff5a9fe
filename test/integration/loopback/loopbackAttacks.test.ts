import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../../shared/protocol/client.ts';
import { createWebSocketTransport } from '../../../shared/protocol/webSocketTransport.ts';
import { toSubprotocols } from '../../../shared/protocol/loopbackAccess.ts';
import { createLoopbackScene, socketLimits, type LoopbackScene } from './loopbackScene.ts';

let scene: LoopbackScene;
beforeEach(async () => {
  scene = await createLoopbackScene();
});
afterEach(() => scene.dispose());

describe('attacks', () => {
  test.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1:1', '0.0.0.0', '[::1]'])(
    'wrong Host %j (DNS rebinding): no file, no exchange, no socket',
    async (name) => {
      const Host = /\d:\d+$/.test(name) ? name : `${name}:${name === '127.0.0.1' ? 80 : scene.host.port}`;
      const session = await scene.browser.openSession(scene.token);
      expect((await scene.browser.send('GET', '/', { headers: { Host } })).status).toBe(403);
      expect((await scene.browser.exchange(scene.token, { Host })).status).toBe(403);
      expect(await scene.browser.tryOpenSocket({ session, headers: { Host } })).toBe(403);
    },
  );

  test('no Host at all', async () => {
    expect(await scene.browser.sendRaw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(await scene.browser.sendRaw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 403 /);
    const empty = 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n';
    expect(await scene.browser.sendRaw(empty)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1', 'http://localhost', ''])(
    'wrong Origin %j: nothing, and the token is still good for its owner',
    async (name) => {
      const Origin = name === 'http://localhost' ? `${name}:${scene.host.port}` : name;
      expect((await scene.browser.send('GET', '/', { headers: { Origin } })).status).toBe(403);
      expect((await scene.browser.exchange(scene.token, { Origin })).status).toBe(403);
      const session = await scene.browser.openSession(scene.token);
      expect(await scene.browser.tryOpenSocket({ session, headers: { Origin } })).toBe(403);
    },
  );

  test('no Origin: neither exchange nor socket', async () => {
    const reply = await scene.browser.send('POST', '/session', {
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: scene.token }),
    });
    expect(reply.status).toBe(403);
    const session = await scene.browser.openSession(scene.token);
    const answer = await scene.browser.sendRaw(
      [
        'GET /socket HTTP/1.1',
        `Host: 127.0.0.1:${scene.host.port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        `Sec-WebSocket-Protocol: ${toSubprotocols(session).join(', ')}`,
        '\r\n',
      ].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('no token, the wrong token, half of it: 401, and the right one still works once', async () => {
    expect((await scene.browser.exchange('')).status).toBe(401);
    expect((await scene.browser.exchange('A'.repeat(43))).status).toBe(401);
    expect((await scene.browser.exchange(scene.token.slice(0, 20))).status).toBe(401);
    expect((await scene.browser.exchange(scene.token)).status).toBe(200);
  });

  test('a reused token: 401, and the first browser keeps its session', async () => {
    const session = await scene.browser.openSession(scene.token);
    const again = await scene.browser.exchange(scene.token);
    expect(again).toMatchObject({ status: 401, body: expect.stringContaining('used already') });
    expect(again.body).not.toContain(session);
    expect(await scene.browser.tryOpenSocket({ session })).toBe(101);
  });

  test('two browsers race for one token: one gets in', async () => {
    const replies = await Promise.all(Array.from({ length: 20 }, () => scene.browser.exchange(scene.token)));
    expect(replies.map((it) => it.status).filter((it) => it === 200)).toHaveLength(1);
  });

  test('a socket without a session, with a wrong one, with the launch token, or in an odd place', async () => {
    const session = await scene.browser.openSession(scene.token);
    const right = toSubprotocols(session);
    const tries: Parameters<typeof scene.browser.tryOpenSocket>[0][] = [
      { protocols: [] },
      { protocols: ['signalbox.v1'] },
      { session: 'A'.repeat(43) },
      { session: scene.token },
      { protocols: right.toReversed() },
      { protocols: [...right, 'more'] },
    ];
    for (const it of tries) expect(await scene.browser.tryOpenSocket(it)).toBe(401);
    expect(await scene.browser.tryOpenSocket({ session, path: '/' })).toBe(404);
    expect(await scene.browser.tryOpenSocket({ session, path: '/socket?x' })).toBe(404);
  });

  test('before the exchange there is no session that anybody could guess right', async () => {
    expect(await scene.browser.tryOpenSocket({ session: scene.token })).toBe(401);
  });

  test.each([
    ['not JSON', '{"token"', 400],
    ['another shape', '{"token":1}', 400],
    ['a field too many', '{"token":"x","admin":true}', 400],
    ['too long', JSON.stringify({ token: 'x'.repeat(5_000) }), 413],
  ])('a body that is %s: refused', async (_, body, status) => {
    const headers = { Origin: scene.browser.origin, 'Content-Type': 'application/json' };
    expect((await scene.browser.send('POST', '/session', { headers, body })).status).toBe(status);
  });

  test('a form of another site (no JSON type), other methods, other places', async () => {
    const Origin = scene.browser.origin;
    expect((await scene.browser.exchange(scene.token, { 'Content-Type': 'text/plain' })).status).toBe(415);
    for (const method of ['OPTIONS', 'PUT', 'DELETE']) {
      expect((await scene.browser.send(method, '/session', { headers: { Origin } })).status).toBe(405);
    }
    expect((await scene.browser.send('POST', '/', { headers: { Origin } })).status).toBe(404);
    expect((await scene.browser.send('GET', '/session')).status).toBe(404);
    expect((await scene.browser.send('GET', '/socket')).status).toBe(404);
  });

  test('an oversized frame ends its socket, and nobody else’s', async () => {
    const session = await scene.browser.openSession(scene.token);
    const other = createClient(createWebSocketTransport(scene.browser.openSocket({ session }), socketLimits));
    await other.ready;
    const socket = scene.browser.openSocket({ session });
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('open', () => socket.send(`"${'x'.repeat(2 * 1024 * 1024)}"`));
    expect(await closed).toBe(1009); // RFC 6455, section 7.4.1: message too big
    expect(await other.call('prompts.answer', { promptId: 'p1' })).toEqual({});
  });

  test('more sockets than a person has tabs are refused', async () => {
    const session = await scene.browser.openSession(scene.token);
    const clients = Array.from({ length: 16 }, () =>
      createClient(createWebSocketTransport(scene.browser.openSocket({ session }), socketLimits)),
    );
    await Promise.all(clients.map((it) => it.ready));
    expect(await scene.browser.tryOpenSocket({ session })).toBe(503);
    for (const client of clients) client.close();
  });

  test('garbage instead of HTTP', async () => {
    expect(await scene.browser.sendRaw('\u0016\u0003\u0001 not http\r\n\r\n')).toMatch(
      /^(HTTP\/1\.1 400 |$)/,
    );
    expect((await scene.browser.send('GET', '/')).status).toBe(200);
  });
});
