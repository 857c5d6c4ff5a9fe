import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoFleet } from '../../electron/demo/demoFleet.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { until } from '../fixtures/until.ts';
import { untilTold } from '../fixtures/untilTold.ts';

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

const decision = () => page.getByRole('complementary', { name: 'Decision' });
const seen = (text: string | RegExp) => page.getByText(text).first().waitFor();
const releaseFile = (version: string) => join(room.workspaceDirectory, 'releases', `shop-${version}.yaml`);

async function openPromotion(environment: string, version?: string): Promise<void> {
  const query = version === undefined ? '' : `?version=${version}`;
  await room.goTo(`#/promotion/shop/${environment}${query}`);
  await page.getByRole('heading', { name: `Promote shop to ${environment}`, level: 1 }).waitFor();
}

describe('promoting a release to production', () => {
  it('asks for nothing to be sent while no release is chosen', async () => {
    await openPromotion('production');
    await seen('Choose a release');
    expect(
      await decision()
        .getByRole('button', { name: /Deploy/ })
        .count(),
    ).toBe(0);
  });

  it('tells what changes, by person and ticket, from what was seen on the hosts', async () => {
    await page.getByRole('row', { name: /1\.1\.0/ }).click();
    await seen(/\d+ commits by \d+ people, \d+ tickets/);
    const from = page.getByRole('region', { name: 'From' });
    await from.getByText('1.0.0').first().waitFor();
    await from.getByText(/seen/).first().waitFor();
    await page.getByLabel('Tickets').getByText('BIZPLAT-64951').waitFor();
    await seen('mia@shop.example');
    expect(new URL(page.url()).hash).toBe('#/promotion/shop/production?version=1.1.0');
  });

  it('shows the literal plan, host by host, and closes and opens a host', async () => {
    await page.getByRole('tab', { name: 'The literal plan' }).click();
    const plan = page.getByRole('region', { name: 'Plan, 6 hosts' });
    await plan
      .getByText(/tar -xzf artifacts/)
      .first()
      .waitFor();
    await plan
      .getByRole('button', { name: /^web-1/ })
      .first()
      .click();
    await plan.getByRole('button', { name: /^web-1/, expanded: false }).waitFor();
    await page
      .getByRole('button', { name: 'Close all' })
      .or(page.getByRole('button', { name: 'Open all' }))
      .click();
    await page.getByText('no host may fail').waitFor();
    await decision().getByText('At least 3 of 6 hosts stay in service on every balancer.').waitFor();
  });

  it('starts it only when the name is typed, and follows it to the end without a failed request', async () => {
    room.fleet.traffic.start({ requestsPerSecond: 60 });
    await decision().getByRole('button', { name: 'Deploy 1.1.0 to production…' }).click();
    const dialog = page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: 'Deploy 1.1.0 to production' });
    await page.keyboard.type('Production');
    expect(await go.isDisabled()).toBe(true);
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('production');
    await go.click();

    await page.getByRole('grid', { name: 'Rollout of shop 1.1.0, hosts and steps' }).waitFor();
    await page.getByRole('gridcell', { name: /^web-1, drain: (running|ok)/ }).waitFor({ timeout: 60_000 });
    await untilTold(room, 'All 6 hosts run 1.1.0 and are in service.');
    await page.getByRole('gridcell', { name: /^web-6, in service: ok/ }).waitFor();

    const before = room.fleet.traffic.totals().byVersion['1.1.0'] ?? 0;
    await until('people are served by the new release', () => {
      return (room.fleet.traffic.totals().byVersion['1.1.0'] ?? 0) > before + 30;
    });
    expect(room.fleet.traffic.totals()).toMatchObject({ failed: 0, failures: [] });
  });
});

describe('what stands in the way of a promotion', () => {
  it('calls an older release a step back', async () => {
    await openPromotion('production', '1.0.0');
    await seen('A step back from 1.1.0');
    await decision().getByText('A step back from 1.1.0').waitFor();
  });

  it('says that the same bytes are there already, and when they came', async () => {
    await openPromotion('production', '1.1.0');
    await seen(/run 1\.1\.0 already/);
    await page.getByRole('row', { name: /1\.1\.0.*production 6\/6.*ago/ }).waitFor();
  });

  it('refuses a plan that is not the one that was read, and says what is different in the new one', async () => {
    await openPromotion('staging', '1.2.0');
    const start = decision().getByRole('button', { name: 'Deploy 1.2.0 to staging' });
    await until('the plan is there', () => start.isEnabled());
    const text = await readFile(releaseFile('1.2.0'), 'utf8');
    await writeFile(releaseFile('1.2.0'), text.replace(/^commit: .*$/m, `commit: ${'a'.repeat(40)}`));
    try {
      await start.click();
      await decision().getByText('Nothing was started.').waitFor();
      await decision().getByText('PLAN_CHANGED').waitFor();
      await decision().getByRole('button', { name: 'Read the new plan' }).click();
      await decision()
        .getByText(/The commit: [0-9a-f]{12} became aaaaaaaaaaaa/)
        .waitFor();
    } finally {
      await writeFile(releaseFile('1.2.0'), text);
    }
  });

  it('does not offer to start bytes that are not those of the release', async () => {
    const artifact = join(room.workspaceDirectory, 'artifacts', 'shop-1.2.0.tar.gz');
    const bytes = await readFile(artifact);
    await writeFile(artifact, 'something else');
    try {
      await openPromotion('production', '1.2.0');
      await page.getByRole('tab', { name: 'The literal plan' }).click();
      await seen('DIGEST_MISMATCH');
      await seen('Nothing was changed anywhere.');
      const start = decision().getByRole('button', { name: /Deploy 1\.2\.0/ });
      expect(await start.isDisabled()).toBe(true);

      await rename(artifact, `${artifact}.away`);
      await page.getByRole('button', { name: 'Plan again' }).click();
      await seen('ARTIFACT_MISSING');

      await writeFile(artifact, bytes);
      await page.getByRole('button', { name: 'Plan again' }).click();
      await until('it can be started again', () => start.isEnabled());
    } finally {
      await writeFile(artifact, bytes);
    }
  });

  it('says where a service that is not deployed there is deployed to', async () => {
    await room.goTo('#/promotion/shop/nowhere');
    await seen('shop is not deployed to nowhere');
    await page.getByRole('link', { name: 'staging' }).click();
    await page.getByRole('heading', { name: 'Promote shop to staging' }).waitFor();
  });

  it('can be read, but not started, in a control room that only reads', async () => {
    const reading = await startControlRoom({
      fleet: 'none',
      workspace: room.workspaceDirectory,
      config: { readOnly: true },
    });
    try {
      await reading.goTo('#/promotion/shop/production?version=1.2.0');
      await reading.page.getByText('This control room only reads: nothing can be started from it.').waitFor();
      await reading.page.getByText(/in 3 batches/).waitFor();
      expect(await reading.page.getByRole('button', { name: /Deploy/ }).count()).toBe(0);
    } finally {
      await reading.stop();
    }
  });
});
