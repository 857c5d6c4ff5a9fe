import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decideBounds } from '../../../electron/shell/desktop/windowState.ts';
import { menuTemplate } from '../../../electron/shell/desktop/menu.ts';
import { parseLaunchWords } from '../../../electron/shell/launchWords.ts';
import { app, desktop } from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';
import { createShellScene, onlyWindow, type ShellScene } from './shellScene.ts';

vi.mock('electron', () => import('../../fakes/electron.ts'));

let scene: ShellScene;
beforeEach(async () => {
  scene = await createShellScene();
});
afterEach(() => scene.dispose());

const recentNames = async (): Promise<string[]> => {
  const file = join(scene.folder, '.config', 'signalbox', 'recent.json');
  const entries: { directory: string }[] = JSON.parse(await readFile(file, 'utf8').catch(() => '[]'));
  return entries.map((entry) => entry.directory);
};

describe('starting', () => {
  it('opens the workspace that was named, relative to where the person is', async () => {
    const workspace = await scene.createWorkspace('shop');
    const window = await scene.start(['--workspace', 'shop']);
    await until('the window is shown', () => window.isShown);
    expect(await recentNames()).toEqual([workspace]);
    expect(desktop.asked).toEqual([]);
  });

  it('tells what is wrong with the workspace, and shows the welcome screen', async () => {
    const window = await scene.start(['--workspace', 'nowhere']);
    expect(desktop.asked).toMatchObject([{ type: 'error', message: 'The workspace was not opened' }]);
    expect(desktop.asked[0]?.detail).toContain('nowhere');
    await until('the window is shown', () => window.isShown);
  });

  it('a second start hands its words to the first and opens nothing itself', async () => {
    desktop.isFirst = false;
    await expect(scene.start(['--workspace', 'shop'])).rejects.toThrow('0 windows are open');
    expect(desktop.hasQuit).toBe(true);
    expect(desktop.lockData).toEqual({ words: ['main.js', '--workspace', 'shop'] });
  });

  it('the first comes to the front and opens what the second was asked for', async () => {
    const workspace = await scene.createWorkspace('shop');
    const window = await scene.start();
    window.state = 'minimized';
    app.emit('second-instance', {}, ['electron', '--type=x'], scene.folder, {
      words: ['--workspace', 'shop'],
    });
    expect(window).toMatchObject({ state: 'normal', isInFront: true });
    await until('the workspace is open', async () => (await recentNames()).includes(workspace));
  });

  it('passes over words that are not ours', () => {
    const words = ['main.js', '--no-sandbox', '--inspect=0', '-w', 'a b', '--read-only'];
    expect(parseLaunchWords(words, '/home/ann')).toEqual({
      workspace: '/home/ann/a b',
      readOnly: true,
      demo: undefined,
    });
    expect(parseLaunchWords(['--workspace'], '/')).toEqual({
      workspace: undefined,
      readOnly: false,
      demo: undefined,
    });
    expect(parseLaunchWords(['--demo', '--demo-dir', 'kept'], '/home/ann').demo).toEqual({
      directory: '/home/ann/kept',
    });
  });
});

describe('the window', () => {
  it('comes back where it was closed, as it was', async () => {
    const window = await scene.start();
    window.bounds = { x: 10, y: 20, width: 1000, height: 700 };
    window.state = 'maximized';
    await scene.quit();
    desktop.hasQuit = false;
    app.removeAllListeners();
    const next = await scene.start();
    expect(next.options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 });
    expect(next.state).toBe('maximized');
  });

  it('begins at its usual size when what was kept cannot be read', async () => {
    await writeFile(join(scene.folder, 'userData', 'window.json'), '{"bounds":');
    expect((await scene.start()).options).toMatchObject({ width: 1440, height: 900 });
  });

  it('does not come back on a display that was taken away', () => {
    const kept = { bounds: { x: 2000, y: 0, width: 1000, height: 700 }, isMaximized: false };
    const left = { x: 0, y: 0, width: 1920, height: 1080 };
    const right = { x: 1920, y: 0, width: 1920, height: 1080 };
    expect(decideBounds(kept, [left, right])).toEqual(kept.bounds);
    expect(decideBounds(kept, [left])).toEqual({ width: 1440, height: 900 });
  });

  it('is closed by one act and opened again by another start of the program', async () => {
    const window = await scene.start();
    window.close();
    await until('nothing runs, so the program ends', () => desktop.hasQuit);
  });

  it('cannot be kept from closing by a folder that cannot be written', async () => {
    const window = await scene.start();
    desktop.userData = '/nonexistent';
    Reflect.set(window, 'getNormalBounds', () => {
      throw new Error('no bounds');
    });
    window.close();
    expect(scene.errors).toMatchObject([{ message: 'no bounds' }]);
  });
});

describe('the menu', () => {
  it('opens a workspace that is chosen', async () => {
    const workspace = await scene.createWorkspace('shop');
    await scene.start();
    desktop.folders.push(workspace);
    const file = desktop.menu.find((item) => item.label === '&File');
    const entries = Array.isArray(file?.submenu) ? file.submenu : [];
    Reflect.apply(entries[0]?.click ?? (() => undefined), undefined, []);
    await until('the workspace is open', async () => (await recentNames()).includes(workspace));
    expect(onlyWindow()).toBeDefined();
  });

  it('has developer tools only where the program is not packaged, and its own first menu on macOS', () => {
    const acts = { openWorkspace: () => undefined };
    expect(JSON.stringify(menuTemplate(acts, 'linux'))).not.toContain('toggleDevTools');
    desktop.isPackaged = false;
    expect(JSON.stringify(menuTemplate(acts, 'linux'))).toContain('toggleDevTools');
    expect(menuTemplate(acts, 'darwin')[0]).toEqual({ role: 'appMenu' });
  });
});
