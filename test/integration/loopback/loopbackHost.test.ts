import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackHost } from '../../../electron/loopback/startLoopbackHost.ts';
import { createClient } from '../../../shared/protocol/client.ts';
import { createWebSocketTransport } from '../../../shared/protocol/webSocketTransport.ts';
import { canConnect, createLoopbackScene, socketLimits, type LoopbackScene } from './loopbackScene.ts';

let scene: LoopbackScene;
beforeEach(async () => {
  scene = await createLoopbackScene();
});
afterEach(() => scene.dispose());

describe('the way in', () => {
  test('a link, one exchange, a socket, and the whole protocol over it', async () => {
    const session = await scene.browser.openSession(scene.token);
    const socket = scene.browser.openSocket({ session });
    const client = createClient(createWebSocketTransport(socket, socketLimits));
    expect(await client.ready).toMatchObject({ protocol: 1, epoch: 'epoch-1' });
    expect(socket.protocol).toBe('signalbox.v1');
    expect(await client.call('prompts.answer', { promptId: 'p1' })).toEqual({});
    await expect(client.call('rollouts.stop', { rolloutId: 'r1', reason: 'because' })).rejects.toMatchObject({
      code: 'READ_ONLY',
    });
    const snapshot = await new Promise((resolve, reject) => {
      client.subscribe('prompts', {}, { onSnapshot: resolve, onEvents: () => undefined, onFault: reject });
    });
    expect(snapshot).toEqual([]);
    client.close();
  });

  test('the session stays good for a page that is reloaded', async () => {
    const session = await scene.browser.openSession(scene.token);
    expect(await scene.browser.tryOpenSocket({ session })).toBe(101);
    expect(await scene.browser.tryOpenSocket({ session })).toBe(101);
  });

  test('the token is 256 bits, in the fragment only, and another one each time', async () => {
    expect(scene.host.url).toBe(`http://127.0.0.1:${scene.host.port}/#token=${scene.token}`);
    expect(Buffer.from(scene.token, 'base64url')).toHaveLength(32);
    const other = await startLoopbackHost(scene.options);
    expect(new URL(other.url).hash).not.toBe(new URL(scene.host.url).hash);
    await other.close();
  });

  test('listens on 127.0.0.1 and on no other address of this machine', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter((it) => it.family === 'IPv4' && it.address !== '127.0.0.1')
      .map((it) => it.address);
    for (const address of [...others, '127.0.0.2'])
      expect(await canConnect(address, scene.host.port)).toBe(false);
    expect(await canConnect('127.0.0.1', scene.host.port)).toBe(true);
  });
});

describe('the end', () => {
  test('closing tells the clients why and leaves nothing listening', async () => {
    const session = await scene.browser.openSession(scene.token);
    const client = createClient(
      createWebSocketTransport(scene.browser.openSocket({ session }), socketLimits),
    );
    await client.ready;
    const told = new Promise<string>((resolve) => client.onClose(resolve));
    await scene.host.close();
    expect(await told).toBe('Signalbox has been closed.');
    expect(await canConnect('127.0.0.1', scene.host.port)).toBe(false);
  });

  test('a client that does not answer the goodbye, and one that never says anything, hold nothing up', async () => {
    const session = await scene.browser.openSession(scene.token);
    const silent = connect({ host: '127.0.0.1', port: scene.host.port });
    const deaf = scene.browser.openSocket({ session });
    await new Promise((resolve) => deaf.once('open', resolve));
    deaf.pause();
    silent.on('error', () => undefined);
    deaf.on('error', () => undefined);
    await scene.host.close();
    expect(await canConnect('127.0.0.1', scene.host.port)).toBe(false);
    silent.destroy();
    deaf.terminate();
  });
});
