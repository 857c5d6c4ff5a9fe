import { afterAll, beforeAll, expect, it } from 'vitest';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import type { RealFleet } from '../fixtures/realFleet.ts';

let room: ControlRoom<RealFleet>;

beforeAll(async () => {
  room = await startControlRoom({
    fleet: 'real',
    hosts: 2,
    balancers: 1,
    rollout: { onFailure: 'pause', checkTimeout: '2s' },
  });
});
afterAll(() => room.stop());

const timeout = 60_000;

it('a host that failed is tried again, then skipped; the rollout is resumed and stopped, all on the screen', async () => {
  const { page, client } = room;
  const question = { service: 'shop', environment: 'production', version: '1.2.0' };
  const { planSha256 } = await client.call('rollouts.plan', question);
  const request = { ...question, planSha256, confirmEnvironment: 'production' };
  const { rolloutId } = await client.call('rollouts.start', request);
  await room.goTo(`#/rollout/${rolloutId}`);

  await page.getByText(/^Paused: web-1: check: not healthy/).waitFor({ timeout });
  await page.getByText('1 failed, 0 allowed: paused').waitFor();
  await page.keyboard.press('p');
  await page.getByText('It could not be resumed').waitFor();
  await page
    .getByText(/nobody has decided what becomes of that/)
    .first()
    .waitFor();

  const check = page.getByRole('gridcell', { name: /^web-1, check/ });
  await page.getByRole('button', { name: 'Retry web-1' }).click();
  await check.and(page.getByRole('gridcell', { name: /running/ })).waitFor({ timeout });
  await check.and(page.getByRole('gridcell', { name: /failed/ })).waitFor({ timeout });

  await page.getByRole('button', { name: 'Skip web-1…' }).click();
  await page.getByRole('dialog', { name: 'Skip web-1' }).waitFor();
  await page.keyboard.type('disk being replaced');
  await page.keyboard.press('Enter');
  await page.getByText('web-1 is skipped: a debt stays.').waitFor({ timeout });

  await page.getByRole('button', { name: 'Resume' }).click();
  // With web-1 out, the pool cannot spare the other one.
  await page
    .getByText(/^Paused: web-2: drain: without web-2 the pool would fall below 1/)
    .waitFor({ timeout });

  await page.keyboard.press('s');
  await page.getByRole('dialog', { name: 'Stop this rollout' }).waitFor();
  await page.getByLabel('Stop now, hold hosts in flight out').check();
  await page.getByLabel('Reason').fill('a bad release');
  await page.keyboard.press('Enter');
  await page.getByText('Stopped: a bad release').waitFor({ timeout });
  await expect.poll(() => page.getByRole('button', { name: 'Stop…' }).count()).toBe(0);

  await page.getByText('1 failed, 0 allowed: spent').waitFor();
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Roll back shop 1.2.0 in production' });
  await dialog.getByText(/^1\.0\.0 on 2 hosts in \d batch.*never been practised/).waitFor({ timeout });
  const act = dialog.getByRole('button', { name: 'Bring back 1.0.0' });
  // The focus is where typing begins, also while the plan was still being read.
  await expect
    .poll(() => dialog.getByLabel('Reason').evaluate((it) => it === document.activeElement))
    .toBe(true);
  await dialog.getByLabel('Reason').fill('orders are lost');
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByLabel('Type production to confirm').fill('production');
  await act.click();
  await page.getByRole('heading', { name: 'shop 1.0.0 to production' }).waitFor({ timeout });
  await page.getByText(/1\.0\.0 and are in service/).waitFor({ timeout });
  expect(await page.getByRole('button', { name: 'Roll back…' }).count()).toBe(0);
  expect(room.pageErrors).toEqual([]);
});
