import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { startLoad } from '../fixtures/load.ts';
import type { RealFleet } from '../fixtures/realFleet.ts';
import { untilTold } from '../fixtures/untilTold.ts';

let room: ControlRoom<RealFleet>;
let page: Page;

beforeAll(async () => {
  room = await startControlRoom({ fleet: 'real', hosts: 3 });
  page = room.page;
});
afterAll(() => room.stop());

/** What has the focus: its label, or its text. */
const focused = () =>
  page.evaluate(() => {
    const active = document.activeElement;
    return (active?.getAttribute('aria-label') ?? active?.textContent ?? '').trim();
  });

/** Presses Tab as a person would, until the focus is there. */
async function tabTo(pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (pattern.test(await focused())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${pattern}`);
}

describe('on real sshd and HAProxy', () => {
  it('a release is promoted to production by the keyboard alone, without a lost request', async () => {
    await room.goTo('#/promotion/shop/production');
    await page.getByRole('row', { name: /1\.1\.0/ }).waitFor();
    await tabTo(/^1\.2\.0/); // the first row: the newest release
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /1\.1\.0/, selected: true }).waitFor();
    await page.getByText(/in 3 batches of 1, 1, 1 host/).waitFor();

    const load = startLoad({ port: room.fleet.balancers.map((balancer) => balancer.frontendPort) });
    await tabTo(/^Deploy 1\.1\.0 to production…/);
    await page.keyboard.press('Enter');
    await page.keyboard.type('production');
    await page.keyboard.press('Enter');
    await untilTold(room, 'All 3 hosts run 1.1.0 and are in service.');
    await load.more(30);

    expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
    expect(await Promise.all(room.fleet.hosts.map((host) => room.fleet.versionOn(host.name)))).toEqual([
      '1.1.0',
      '1.1.0',
      '1.1.0',
    ]);
  });

  it('says why the commits cannot be shown, and that it can be deployed all the same', async () => {
    await room.goTo('#/promotion/shop/production?version=1.2.0');
    await page.getByText('shop names no repository, so what a release changes cannot be shown.').waitFor();
    await page.getByText(/Name its Git repository in signalbox\.yaml/).waitFor();
    await page.getByRole('button', { name: 'Deploy 1.2.0 to production…' }).waitFor();
  });

  it('says of which host it is not known what runs there', async () => {
    const [, , last] = room.fleet.hosts;
    await last?.sshd.stop();
    await page
      .getByText(/web-3: not known what runs there/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page
      .getByRole('region', { name: 'From' })
      .getByText(/not seen/)
      .first()
      .waitFor();
    expect(room.pageErrors).toEqual([]);
  });
});
