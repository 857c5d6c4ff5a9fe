import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { desktop } from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';
import {
  connectPage,
  createShellScene,
  exposedBridge,
  type ShellScene,
} from '../../unit/shell/shellScene.ts';

vi.mock('electron', () => import('../../fakes/electron.ts'));

/** The desktop's shell on the fake desktop, with the real embedded fleet. */
let scene: ShellScene;
beforeEach(async () => {
  scene = await createShellScene();
  vi.resetModules();
  await import('../../../electron/shell/preload.ts');
});
afterEach(() => scene.dispose());

describe('the desktop that is started on the demo', { timeout: 180_000 }, () => {
  it('opens its window on the fleet, in the folder that was named, which stays when it quits', async () => {
    const window = await scene.start(['--demo', '--demo-dir', 'kept']);
    await until('the window is shown', () => window.isShown);
    const { client } = connectPage(exposedBridge());
    expect((await client.ready).capabilities).toEqual(
      expect.arrayContaining(['workspace', 'rollouts', 'demo', 'lobby']),
    );
    const { workspace } = await client.call('workspace.describe', {});
    expect(workspace.directory).toBe(join(scene.folder, 'kept'));
    const { recent } = await client.call('lobby.describe', {});
    expect([recent, desktop.asked, scene.errors]).toEqual([[], [], []]);
    await scene.quit();
    expect(existsSync(join(scene.folder, 'kept', 'signalbox.yaml'))).toBe(true);
  });

  it('tells why where the folder cannot be used, and shows the welcome screen', async () => {
    await scene.createWorkspace('full');
    const window = await scene.start(['--demo', '--demo-dir', 'full']);
    expect(desktop.asked).toMatchObject([{ type: 'error' }]);
    await until('the window is shown', () => window.isShown);
    const { client } = connectPage(exposedBridge());
    expect((await client.ready).capabilities).toEqual(['lobby']);
  });
});
