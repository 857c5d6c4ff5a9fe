import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startLoopbackHost } from '../../../electron/loopback/startLoopbackHost.ts';
import { createLoopbackScene, type LoopbackScene } from './loopbackScene.ts';

let scene: LoopbackScene;
beforeEach(async () => {
  scene = await createLoopbackScene();
});
afterEach(() => scene.dispose());

describe('the files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/index.html', 'text/html; charset=utf-8'],
    ['/assets/index-1a.js', 'text/javascript; charset=utf-8'],
    ['/assets/index-1a.css?v=1', 'text/css; charset=utf-8'],
  ])('%s is served as %s', async (path, type) => {
    const reply = await scene.browser.send('GET', path);
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': type } });
    const head = await scene.browser.send('HEAD', path);
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers['content-length']).toBe(reply.headers['content-length']);
  });

  test.each(['/', '/nothing-here', '/session'])('%s: every answer carries the whole armour', async (path) => {
    const { headers } = await scene.browser.send('GET', path);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe|\*/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(Object.keys(headers).filter((it) => it.startsWith('access-control'))).toEqual([]);
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('the types of what is refused are plain text, and nothing of the request comes back', async () => {
    const reply = await scene.browser.send('GET', '/<script>alert(1)</script>');
    expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    expect(reply.body).not.toContain('script');
  });

  test.each([
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/..%2fsecret.js',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.js',
    '/..\\secret.js',
    '/%5c..%5csecret.js',
    '//secret.js',
    '/./index.html',
    '/index.html%00.js',
    '/assets',
    '/assets/',
    '/INDEX.HTML',
    'secret.js',
    '/link.js',
    '/up/secret.js',
    '/.vite/manifest.json',
    '/notes.txt',
    '/__proto__',
    '/constructor',
  ])('%s leads nowhere', async (path) => {
    const answer = await scene.browser.sendRaw(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${scene.host.port}\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(answer).not.toContain('outside of the build');
  });

  test('a file that is swapped for a link afterwards changes nothing: it was read once', async () => {
    await rm(join(scene.folder, 'dist', 'assets', 'index-1a.js'));
    await symlink(join(scene.folder, 'secret.js'), join(scene.folder, 'dist', 'assets', 'index-1a.js'));
    expect(await scene.browser.send('GET', '/assets/index-1a.js')).toMatchObject({ body: 'export {};' });
  });

  test('without a build it does not start, and says what to do', async () => {
    const start = startLoopbackHost({
      ...scene.options,
      assetsDirectory: join(scene.folder, 'dist', 'assets'),
    });
    await expect(start).rejects.toMatchObject({
      code: 'NOT_FOUND',
      wayOut: expect.stringContaining('build'),
    });
  });
});
