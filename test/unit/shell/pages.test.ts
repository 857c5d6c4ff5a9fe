import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { desktop, sendAs } from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';
import { connectPage, createShellScene, exposedBridge, onlyWindow, type ShellScene } from './shellScene.ts';

vi.mock('electron', () => import('../../fakes/electron.ts'));

let scene: ShellScene;
beforeEach(async () => {
  scene = await createShellScene();
  vi.resetModules();
  await import('../../../electron/shell/preload.ts');
});
afterEach(() => scene.dispose());

describe('the line between a page and the app', () => {
  it('is three functions', async () => {
    expect(Object.keys(desktop.exposed)).toEqual(['signalbox']);
    expect(Object.keys(exposedBridge()).toSorted()).toEqual(['disconnect', 'onFrame', 'send']);
  });

  it('gives a client the lobby, then the workspace that it opens, then a new line to it', async () => {
    const workspace = await scene.createWorkspace('shop');
    await scene.start();
    const first = connectPage(exposedBridge());
    expect((await first.client.ready).capabilities).toEqual(['lobby']);
    await expect(first.client.call('workspace.describe', {})).rejects.toMatchObject({
      code: 'WORKSPACE_NOT_FOUND',
    });
    expect(await first.client.call('lobby.open', { directory: workspace })).toEqual({ opened: true });
    await until('the old line has ended', () => first.ends.length > 0);
    expect(first.ends).toEqual(['Another workspace has been opened.']);

    const second = connectPage(exposedBridge());
    expect((await second.client.ready).capabilities).toContain('workspace');
    const described = await second.client.call('workspace.describe', {});
    expect(described.workspace.directory).toBe(workspace);
    const { recent } = await second.client.call('lobby.describe', {});
    expect(recent).toMatchObject([{ directory: workspace, name: 'Shop', isThere: true }]);
    expect(scene.errors).toEqual([]);
  });

  it('asks the person for the folder when the page names none', async () => {
    const workspace = await scene.createWorkspace('shop');
    await scene.start();
    const { client } = connectPage(exposedBridge());
    expect(await client.call('lobby.open', {})).toEqual({ opened: false });
    desktop.folders.push(workspace);
    expect(await client.call('lobby.open', {})).toEqual({ opened: true });
  });

  it('tells the page of the end of the app', async () => {
    await scene.start();
    const { client, ends } = connectPage(exposedBridge());
    await client.ready;
    // Closing the window takes the page away; the word goes out before.
    const { webContents } = onlyWindow();
    const words: unknown[] = [];
    const send = webContents.send.bind(webContents);
    webContents.send = (channel, message) => {
      words.push(message);
      send(channel, message);
    };
    await scene.quit();
    expect(words).toContainEqual({ type: 'end', reason: 'Signalbox has been closed.' });
    expect(ends.length).toBeLessThanOrEqual(1);
  });

  it('begins anew with hello, and drops what still arrives of a line that has ended', async () => {
    await scene.start();
    const bridge = exposedBridge();
    const frames: unknown[] = [];
    bridge.onFrame((frame) => frames.push(frame));
    bridge.send({ type: 'call', id: 1, method: 'lobby.describe', input: {} });
    bridge.send({ type: 'hello', protocol: 1 });
    await until('the welcome', () => frames.length === 1);
    bridge.disconnect();
    bridge.send({ type: 'call', id: 2, method: 'lobby.describe', input: {} });
    bridge.send({ type: 'hello', protocol: 1 });
    await until('the second welcome', () => frames.length === 2);
    bridge.send({ type: 'hello', protocol: 1 }); // a page that was loaded anew
    await until('the third welcome', () => frames.length === 3);
    expect(frames).toMatchObject([{ type: 'welcome' }, { type: 'welcome' }, { type: 'welcome' }]);
  });

  it('listens to our own page only: no other frame, no other address, no frame that is gone', async () => {
    const window = await scene.start();
    const sender = window.webContents;
    const answers: unknown[] = [];
    exposedBridge().onFrame((frame) => answers.push(frame));
    const hello = { type: 'hello', protocol: 1 };
    sendAs({ sender, senderFrame: { url: 'app://signalbox/index.html' } }, 'signalbox:frame', hello);
    sendAs({ sender, senderFrame: null }, 'signalbox:frame', hello);
    sendAs({ sender, senderFrame: null }, 'signalbox:disconnect');
    Object.assign(sender.mainFrame, { url: 'https://evil.example/index.html' });
    sendAs({ sender, senderFrame: sender.mainFrame }, 'signalbox:frame', hello);
    await until('all four are refused', () => scene.errors.length === 4);
    expect(answers).toEqual([]);
  });

  it.each([
    ['is destroyed', 'destroyed', undefined],
    ['crashes', 'render-process-gone', undefined],
    ['loads anew', 'did-start-navigation', { isMainFrame: true, isSameDocument: false }],
  ])('ends when the page %s', async (_what, event, details) => {
    const window = await scene.start();
    const { client } = connectPage(exposedBridge());
    await client.ready;
    window.webContents.emit(event, details);
    // Its line is gone: a call that comes now has nobody to answer it, a new hello has.
    exposedBridge().send({ type: 'call', id: 99, method: 'lobby.describe', input: {} });
    const again = connectPage(exposedBridge());
    expect((await again.client.ready).capabilities).toEqual(['lobby']);
  });

  it('survives going to another place in the same page', async () => {
    const window = await scene.start();
    const { client } = connectPage(exposedBridge());
    await client.ready;
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: true });
    window.webContents.emit('did-start-navigation', { isMainFrame: false, isSameDocument: false });
    expect(await client.call('lobby.describe', {})).toEqual({ recent: [] });
  });
});
