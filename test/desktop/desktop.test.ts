import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDemoFleet } from '../../electron/demo/demoFleet.ts';
import { launchDesktop, type LaunchedDesktop } from './launchDesktop.ts';

let folder: string;
let desktop: LaunchedDesktop | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-flow-'));
  await cp(join(import.meta.dirname, '../../examples/shop'), join(folder, 'shop'), { recursive: true });
});
afterEach(async () => {
  await desktop?.close();
  desktop = undefined;
  await rm(folder, { recursive: true, force: true });
});

describe('the desktop on the real runtime', () => {
  it('opens the workspace that it is started with, over app:// and the preload', async () => {
    desktop = await launchDesktop(['--workspace', join(folder, 'shop')]);
    await desktop.page
      .locator('[data-connection="connected"][data-workspace]')
      .waitFor({ state: 'attached' });
    expect(new URL(desktop.page.url()).protocol).toBe('app:');
    expect(await desktop.page.evaluate(() => Object.keys(window.signalbox ?? {}).toSorted())).toEqual([
      'disconnect',
      'onFrame',
      'send',
    ]);
  });

  it('gives the page no Node, and lets it go nowhere', async () => {
    desktop = await launchDesktop();
    const { page, electron } = desktop;
    expect(
      await page.evaluate(() => [
        typeof Reflect.get(window, 'require'),
        typeof Reflect.get(window, 'process'),
      ]),
    ).toEqual(['undefined', 'undefined']);
    const before = page.url();
    await page.evaluate(() => {
      window.open('https://example.com/');
      window.location.href = 'https://example.com/';
    });
    expect(
      await page.evaluate(() =>
        fetch('https://example.com/').then(
          () => 'loaded',
          () => 'refused',
        ),
      ),
    ).toBe('refused');
    expect(page.url()).toBe(before);
    expect(electron.windows()).toHaveLength(1);
  });

  it('welcomes without a workspace', async () => {
    desktop = await launchDesktop();
    await desktop.page.locator('[data-connection="connected"]').waitFor({ state: 'attached' });
    expect(await desktop.page.title()).toContain('Signalbox');
  });

  it('keeps the journal in its own thread, from inside the build', async () => {
    const fleet = await startDemoFleet();
    try {
      desktop = await launchDesktop(['--workspace', fleet.workspaceDirectory]);
      const { page } = desktop;
      await page.locator('[data-connection="connected"][data-workspace]').waitFor({ state: 'attached' });
      await page.evaluate(() => void (window.location.hash = '#/journal'));
      await page.getByRole('grid').waitFor();
    } finally {
      await desktop?.close();
      desktop = undefined;
      await fleet.dispose();
    }
  });
});
