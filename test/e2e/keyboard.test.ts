import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DemoFleet } from '../../electron/demo/demoFleet.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { untilTold } from '../fixtures/untilTold.ts';

let room: ControlRoom<DemoFleet>;
let page: Page;

beforeAll(async () => {
  room = await startControlRoom({ fleet: 'demo' });
  page = room.page;
  await page.getByRole('gridcell', { name: /^shop in production:/ }).waitFor();
});
afterAll(() => room.stop());
afterEach(() => {
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const press = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
async function expectHash(pattern: RegExp): Promise<void> {
  await expect.poll(() => new URL(page.url()).hash).toMatch(pattern);
}
const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();

/** What has the focus: its label, or its text. */
const focused = () =>
  page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return 'nothing';
    if (active.tagName === 'MAIN') return 'main';
    // A cell of the matrix is named by the picture in it.
    const picture = active.querySelector(':scope > [role="img"]');
    const label = active.getAttribute('aria-label') ?? picture?.getAttribute('aria-label');
    return (label ?? active.textContent ?? '').trim();
  });
async function expectFocus(pattern: RegExp): Promise<void> {
  await expect.poll(focused).toMatch(pattern);
}

/** Presses Tab as a person would, until the focus is there. */
async function tabTo(pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (pattern.test(await focused())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${pattern}`);
}

/** Goes down row by row until the focus is there; each press is awaited, as rows are drawn only when they come into sight. */
async function arrowDownTo(pattern: RegExp): Promise<void> {
  for (let presses = 0; presses < 5; presses += 1) {
    const before = await focused();
    await press('ArrowDown');
    await expect.poll(focused).not.toBe(before);
    if (pattern.test(await focused())) return;
  }
  throw new Error(`${pattern} is not among the first rows; the focus is on ${await focused()}`);
}

describe('the keys that work everywhere', () => {
  it.each([
    ['a', /^#\/attention$/, 'Attention'],
    ['r', /^#\/rollouts$/, 'Rollouts'],
    ['j', /^#\/journal$/, 'Journal'],
    ['p', /^#\/promotions$/, 'Promotions'],
    ['d', /^#\/audit$/, 'Audit'],
    ['e', /^#\/people$/, 'People and policy'],
    ['m', /^#\/$/, 'Matrix'],
  ])('g then %s goes there, and the focus is in the screen', async (letter, hash, name) => {
    await press('g', letter);
    await expectHash(hash);
    await title(name);
    await expectFocus(/^main$/);
  });

  it('a letter typed into a field goes nowhere', async () => {
    await press('/');
    await page.keyboard.type('gj');
    await expect.poll(() => page.getByLabel(/^Filter/).inputValue()).toBe('gj');
    await expectHash(/^#\/$/);
    await press('Escape');
  });

  it.each([
    ['m', 'Promote to the selected cell'],
    ['r', /filter/i],
    ['j', /move/i],
  ])('? tells the keys of the screen behind g %s, and gives the focus back', async (letter, own) => {
    await press('g', letter);
    await press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByText(own).first().waitFor();
    await dialog.getByText('Go to the journal').waitFor();
    await press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocus(/^(?!nothing)/);
  });

  it('no single key starts, stops or changes anything', async () => {
    for (const hash of ['#/', '#/promotion/shop/production?version=1.1.0', '#/attention', '#/rollouts']) {
      await room.goTo(hash);
      for (const key of 'abcdefhiklmnoqrstuvwxyz0123456789!.,'.split('')) await press(key);
      expect(await page.getByRole('dialog').count()).toBe(0);
    }
    const { records } = await room.client.call('journal.records', { afterSeq: 0, limit: 1_000 });
    expect(records.map(({ event }) => event.kind)).not.toContain('rolloutRequested');
  });
});

describe('by the keyboard alone', () => {
  it('a person goes from the matrix to a promotion, its rollout and its records', async () => {
    await press('g', 'm');
    await title('Matrix');
    await press('ArrowDown');
    await expectFocus(/^shop in staging/);
    await press('ArrowRight');
    await expectFocus(/^shop in production/);
    await press('p');
    await title('Promote shop to production');

    await page.getByRole('row', { name: /1\.1\.0/ }).waitFor();
    await press('ArrowDown');
    await expectFocus(/^1\.2\.0/);
    await press('ArrowDown', 'Enter');
    await page.getByRole('row', { name: /1\.1\.0/, selected: true }).waitFor();
    await page
      .getByText(/in 3 batches/)
      .first()
      .waitFor();
    room.fleet.traffic.start({ requestsPerSecond: 40 });
    await tabTo(/^Deploy 1\.1\.0 to production…/);
    await press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('production');
    await press('Enter');

    await expectHash(/^#\/rollout\//);
    await page.getByRole('grid', { name: /^Rollout of shop 1\.1\.0/ }).waitFor();
    await press('ArrowDown');
    await expectFocus(/^web-1, stage/);
    await press('ArrowRight');
    await expectFocus(/^web-1, verify/);
    await press('Enter');
    await page.getByText('pinned', { exact: true }).waitFor();
    await press('Escape', 'Escape');
    await untilTold(room, 'All 6 hosts run 1.1.0 and are in service.');

    await press('g', 'j');
    await title('Journal');
    // A backup of the journal may have been made since: its records stand above the rollout's.
    await arrowDownTo(/rollout succeeded/i);
    await press('ArrowDown', 'Enter');
    await page.getByRole('complementary').first().waitFor();
    await press('Escape');
    await press('Control+k');
    await page.keyboard.type('attention');
    await press('Enter');
    await expectHash(/^#\/attention$/);
    await room.fleet.traffic.stop();
    expect(room.fleet.traffic.totals()).toMatchObject({ failed: 0, failures: [] });
  });
});
