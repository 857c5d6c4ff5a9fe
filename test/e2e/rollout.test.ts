import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoFleet } from '../../electron/demo/demoFleet.ts';
import { startLoopbackHost } from '../../electron/loopback/startLoopbackHost.ts';
import type { Client } from '../../shared/protocol/client.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { rendererForTests } from '../fixtures/rendererForTests.ts';

let room: ControlRoom<DemoFleet>;
let page: Page;

beforeAll(async () => {
  room = await startControlRoom({ fleet: 'demo' });
  page = room.page;
});
afterAll(() => room.stop());
afterEach(() => {
  // Whatever a test does, the page may not complain.
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const environment = 'production';
const longMs = 180_000;

async function start(client: Client, version: string): Promise<string> {
  const target = { service: 'shop', environment, version };
  const { planSha256 } = await client.call('rollouts.plan', target);
  const { rolloutId } = await client.call('rollouts.start', {
    ...target,
    planSha256,
    confirmEnvironment: environment,
  });
  return rolloutId;
}

const lane = (on: Page, version: string) =>
  on.getByRole('grid', { name: `Rollout of shop ${version}, hosts and steps` });
const begunOn = (on: Page, host: string, step: string) =>
  on
    .getByRole('gridcell', { name: new RegExp(`^${host}, ${step}: (running|ok|failed)`) })
    .waitFor({ timeout: longMs });

describe('a release that never becomes healthy', () => {
  it('is followed through a reload, and the screen says that the first host stays out', async () => {
    const id = await start(room.client, '1.2.0');
    await room.goTo(`#/rollout/${id}`);
    await begunOn(page, 'web-1', 'drain');
    await page.reload();
    await lane(page, '1.2.0').waitFor();
    await page.getByRole('gridcell', { name: /^web-1, stage: ok/ }).waitFor();

    await page.getByText('Failed: web-1 stays out of the pool.').waitFor({ timeout: longMs });
    await page.getByText(/web-2, web-3, web-4 and 2 more were not touched/).waitFor();
    await page.getByText('1 failed, 0 allowed: stopped').waitFor();
    const step = page.getByRole('region', { name: 'Step web-1: check health' });
    await step
      .getByText(/answered 503, expected 200/)
      .first()
      .waitFor();
    await page.getByRole('gridcell', { name: /^web-1, check: failed/ }).waitFor();
  });

  it('keeps the records of the host beside it', async () => {
    await page.getByRole('tab', { name: 'Records of web-1' }).click();
    await page
      .getByRole('list', { name: 'Records of web-1' })
      .getByText(/stays out of the pool/)
      .first()
      .waitFor();
  });

  it('leads to the choice of another release, where the debt is named', async () => {
    await page.getByRole('button', { name: 'Choose a release for production' }).click();
    await page.getByText(/Debt on web-1/).waitFor();
  });
});

describe('a rollout whose window is closed', () => {
  it('goes on without it, and is there when a window opens again', async () => {
    room.fleet.traffic.start({ requestsPerSecond: 40 });
    const id = await start(room.client, '1.1.0');
    const hash = `#/rollout/${id}`;
    await room.goTo(hash);
    await begunOn(page, 'web-1', 'drain');
    await page.close();

    // The one-time link of the first window is spent; another window of the same app gets one of its own.
    const host = await startLoopbackHost({
      connect: (transport) => room.app.app.connect(transport),
      assetsDirectory: await rendererForTests(),
      reportError: (error) => {
        throw error;
      },
    });
    try {
      const again = await room.chromium.openPage(host.url);
      await again.page
        .locator('[data-connection="connected"][data-workspace]')
        .waitFor({ state: 'attached' });
      await again.page.evaluate((address) => void (window.location.hash = address), hash);
      await lane(again.page, '1.1.0').waitFor();
      await again.page.getByRole('gridcell', { name: /^web-1, drain: ok/ }).waitFor({ timeout: longMs });
      await again.page.getByText(/All 6 hosts run 1\.1\.0 and are in service/).waitFor({ timeout: longMs });
      expect(again.errors).toEqual([]);
      await again.close();
    } finally {
      await host.close();
    }
    await room.fleet.traffic.stop();
    expect(room.fleet.traffic.totals()).toMatchObject({ failed: 0, failures: [] });
  });
});

describe('a rollout worked by the keyboard', () => {
  let other: ControlRoom;
  beforeAll(async () => {
    other = await startControlRoom({ fleet: 'none', workspace: room.workspaceDirectory });
  });
  afterAll(() => other.stop());

  it('is walked with arrows, pinned with Enter, let go with Esc, and stopped with s and a reason', async () => {
    const id = await start(other.client, '1.0.0');
    await other.goTo(`#/rollout/${id}`);
    await begunOn(other.page, 'web-1', 'inspect');
    await other.page.getByText('follows what runs').waitFor();
    await other.page.getByRole('gridcell', { name: /^web-1, stage/ }).focus();
    await other.page.keyboard.press('ArrowDown');
    await other.page.keyboard.press('ArrowRight');
    await other.page.getByRole('region', { name: 'Step web-2: verify its SHA-256' }).waitFor();
    await other.page
      .getByRole('log')
      .getByText(/sha256sum/)
      .first()
      .waitFor();
    await other.page.keyboard.press('Enter');
    await other.page.getByText('pinned', { exact: true }).waitFor();
    await other.page.keyboard.press('ArrowRight');
    await other.page.getByRole('region', { name: 'Step web-2: verify its SHA-256' }).waitFor();
    await other.page.keyboard.press('Escape');
    await other.page.getByRole('region', { name: 'Step web-2: unpack' }).waitFor();

    await other.page.keyboard.press('s');
    await other.page.getByRole('dialog', { name: 'Stop this rollout' }).waitFor();
    await other.page.keyboard.type('the wrong release');
    await other.page.keyboard.press('Enter');
    await other.page.getByText(/^(Stopping|Stopped): the wrong release/).waitFor();
    await other.page.getByText('Stopped: the wrong release').waitFor({ timeout: longMs });
    await other.page
      .getByText(/not touched/)
      .first()
      .waitFor();
    await other.page.keyboard.press('Escape');
    await other.page.keyboard.press('Escape');
    await other.page.getByRole('heading', { name: 'Rollouts', level: 1 }).waitFor();
  });

  it('is found in the list, which is filtered by state and by words', async () => {
    const rows = other.page.getByRole('grid', { name: 'Rollouts' }).getByRole('row');
    await rows.filter({ hasText: 'stopped' }).waitFor();
    await other.page.keyboard.press('/');
    await other.page.keyboard.type('1.2.0 failed');
    await expect.poll(() => rows.count()).toBe(2); // with its head
    await other.page.getByLabel('Filter rollouts').fill('');
    await other.page.getByLabel('Show').selectOption('troubled');
    await expect.poll(() => rows.count()).toBe(3);
    await rows.filter({ hasText: '1.2.0' }).focus();
    await other.page.keyboard.press('Enter');
    await other.page.getByText('Failed: web-1 stays out of the pool.').waitFor();
  });
});

describe('a rollout whose app ends in the middle', () => {
  it('is shown as interrupted with what nobody knows, and goes on when deployed again', async () => {
    const watching = await startControlRoom({ fleet: 'none', workspace: room.workspaceDirectory });
    try {
      const carrying = await startControlRoom({ fleet: 'none', workspace: room.workspaceDirectory });
      const id = await start(carrying.client, '1.0.0');
      await watching.goTo(`#/rollout/${id}`);
      await begunOn(watching.page, 'web-3', 'start');
      await carrying.stop();

      await watching.page.getByText(/^Interrupted: /).waitFor({ timeout: longMs });
      await watching.page
        .getByText(/nobody knows how it came out|was lost from sight|in service/)
        .first()
        .waitFor();
      await watching.page.getByText(/continues with the others/).waitFor();
      const recovery = watching.page.getByRole('region', { name: 'After the interruption' });
      await recovery.getByRole('row', { name: /^web-6 / }).waitFor();
      await watching.page.getByRole('button', { name: 'Deploy 1.0.0 to production again' }).click();
      await watching.page.getByRole('button', { name: 'Deploy 1.0.0 to production…' }).click();
      await watching.page.keyboard.type('production');
      await watching.page.keyboard.press('Enter');
      await watching.page
        .getByText(/All 6 hosts run 1\.0\.0 and are in service, \d of them had it before/)
        .waitFor({ timeout: longMs });
      expect(watching.pageErrors).toEqual([]);
    } finally {
      await watching.stop();
    }
  }, 300_000);
});
