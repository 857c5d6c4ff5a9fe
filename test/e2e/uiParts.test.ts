import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltRenderer, buildRenderer } from '../fixtures/builtRenderer.ts';
import { type ChromiumFixture, type OpenPage, launchChromium } from '../fixtures/chromium.ts';
import { type StaticServer, serveFolder } from '../fixtures/staticServer.ts';

let built: BuiltRenderer;
let server: StaticServer;
let chromium: ChromiumFixture;
let opened: OpenPage | undefined;

beforeAll(async () => {
  built = await buildRenderer('development');
  server = await serveFolder(built.folder);
  chromium = await launchChromium();
});

afterEach(async () => {
  // No part may break the policy or complain, whatever the test did.
  const errors = opened?.errors ?? [];
  await opened?.close();
  opened = undefined;
  if (errors.length > 0) throw new Error(`The page complained:\n${errors.join('\n')}`);
});

afterAll(async () => {
  await chromium.close();
  await server.close();
  await built.remove();
});

async function openParts(
  section: string,
  options: Parameters<ChromiumFixture['openPage']>[1] = {},
): Promise<Page> {
  opened = await chromium.openPage(`${server.url}/#/parts/${section}`, options);
  await opened.page.getByRole('heading', { name: 'Overlays' }).waitFor();
  return opened.page;
}

/** What has the focus, as a screen reader would call it: its label, or its text. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const active = document.activeElement;
    if (active === null || active === document.body) return 'nothing';
    return (active.getAttribute('aria-label') ?? active.textContent ?? '').slice(0, 100);
  });

async function expectFocusOn(page: Page, pattern: RegExp): Promise<void> {
  await expect.poll(() => focused(page)).toMatch(pattern);
}

describe.each(['dark', 'light'] as const)('the parts page in the %s theme', (colorScheme) => {
  it.each([
    [1440, 900],
    [1024, 700],
    // 1440 × 900 at 200 % zoom.
    [720, 450],
  ])('fits %i × %i without sideways scrolling and without an error', async (width, height) => {
    const page = await openParts('foundation', { colorScheme, viewport: { width, height } });
    const excess = await page.evaluate(() =>
      [document.documentElement, document.querySelector('main')].map((it) =>
        it === null ? -1 : it.scrollWidth - it.clientWidth,
      ),
    );
    expect(excess).toEqual([0, 0]);
    expect(await page.locator('[data-part]').count()).toBeGreaterThan(25);
  });

  it('draws on the ground of that theme, and of the other one when it is chosen', async () => {
    const page = await openParts('foundation', { colorScheme });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const other = colorScheme === 'dark' ? 'light' : 'dark';
    const grounds = { dark: 'rgb(16, 19, 21)', light: 'rgb(246, 247, 247)' };
    expect(await ground()).toBe(grounds[colorScheme]);
    await page.getByLabel('Theme').selectOption(other);
    await expect.poll(ground).toBe(grounds[other]);
  });
});

describe('the table by keyboard', () => {
  it('is one tab stop; arrows, pages and ends move, Enter opens', async () => {
    const page = await openParts('grids');
    const table = page.getByRole('grid', { name: 'Records', exact: true });
    await table.locator('[data-row="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expectFocusOn(page, /^3.*web-3 /);
    await page.keyboard.press('Enter');
    await expect.poll(() => table.locator('[aria-selected="true"]').textContent()).toMatch(/^3/);
    await page.keyboard.press('End');
    await expectFocusOn(page, /^10000/);
    await page.keyboard.press('PageUp');
    await expectFocusOn(page, /^99\d\d/);
    await page.keyboard.press('Home');
    await expectFocusOn(page, /^1.*web-1 /);
    expect(await table.locator('[tabindex="0"]').count()).toBe(1);
    expect(await table.locator('[data-row]').count()).toBeLessThan(60);
  });

  it('keeps the focus when its row is scrolled out of sight', async () => {
    const page = await openParts('grids');
    const table = page.getByRole('grid', { name: 'Records', exact: true });
    await table.locator('[data-row="1"]').focus();
    await table.evaluate((element) => element.scrollTo(0, 100_000));
    await table.locator('[data-row="3330"]').waitFor();
    await expectFocusOn(page, /^2.*web-2 /);
    await page.keyboard.press('ArrowDown');
    await expectFocusOn(page, /^3.*web-3 /);
    await expect.poll(() => table.evaluate((element) => element.scrollTop)).toBeLessThan(200);
  });
});

describe('the matrix by keyboard', () => {
  it('moves over services and environments, passing over headings', async () => {
    const page = await openParts('grids');
    const matrix = page.getByRole('grid', { name: 'Releases' });
    await matrix.locator('[tabindex="0"]').focus();
    await expectFocusOn(page, /^checkout in acceptance/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expectFocusOn(page, /^basket in uat/);
    await page.keyboard.press('End');
    await expectFocusOn(page, /^basket in production-8/);
    await page.keyboard.press('Control+End');
    await expectFocusOn(page, /^service-40 in production-8/);
    await page.keyboard.press('Control+Home');
    await expectFocusOn(page, /^checkout in acceptance/);
    for (let down = 0; down < 6; down += 1) await page.keyboard.press('ArrowDown');
    await expectFocusOn(page, /^service-1 in acceptance/);
  });

  it('shows the focused cell whole, under neither head', async () => {
    const page = await openParts('grids');
    const matrix = page.getByRole('grid', { name: 'Releases' });
    await matrix.locator('[tabindex="0"]').focus();
    await page.keyboard.press('Control+End');
    await expectFocusOn(page, /^service-40 in production-8/);
    for (let left = 0; left < 7; left += 1) await page.keyboard.press('ArrowLeft');
    await expectFocusOn(page, /^service-40 in production-1:/);
    await expect
      .poll(() =>
        page.evaluate(() => {
          const cell = document.activeElement;
          // The first head stays where it is, as does the column of names below it.
          const head = cell?.closest('[role="grid"]')?.querySelector('[role="columnheader"]');
          if (!cell || !head) return false;
          return cell.getBoundingClientRect().left >= head.getBoundingClientRect().right - 1;
        }),
      )
      .toBe(true);
  });

  it('Space expands a cell to its hosts, and closes it', async () => {
    const page = await openParts('grids');
    const matrix = page.getByRole('grid', { name: 'Releases' });
    await matrix.locator('[tabindex="0"]').focus();
    await page.keyboard.press(' ');
    await matrix.getByText('web-1', { exact: true }).waitFor();
    await expectFocusOn(page, /^checkout in acceptance/);
    await page.keyboard.press(' ');
    await expect.poll(() => matrix.getByText('web-1', { exact: true }).count()).toBe(0);
  });
});

describe('the progress lane by keyboard', () => {
  it('shows the literal command of the step in focus', async () => {
    const page = await openParts('rollout');
    const lane = page.getByRole('grid', { name: 'Rollout of shop 2.14.0' });
    await lane.locator('[tabindex="0"]').focus();
    for (let right = 0; right < 4; right += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expectFocusOn(page, /^web-3, drain: ok/);
    await page.getByText('lb-2 set server shop/web-3 state drain').waitFor();
  });
});

describe('dialogs', () => {
  it('take the focus, hold it, close on Escape and give it back', async () => {
    const page = await openParts('overlays');
    const button = page.getByRole('button', { name: 'Open dialog' });
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Stop the rollout?' });
    await dialog.waitFor();
    for (let tab = 0; tab < 6; tab += 1) {
      await page.keyboard.press('Tab');
      expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocusOn(page, /^Open dialog$/);
  });

  it('let a dangerous act begin only when the name is typed to the letter', async () => {
    const page = await openParts('overlays');
    const overlays = page.locator('[data-part="ConfirmByTyping"]');
    await overlays.getByRole('button', { name: 'Deploy to production' }).click();
    const dialog = page.getByRole('dialog', { name: 'Deploy shop 2.14.0' });
    const act = dialog.getByRole('button', { name: 'Deploy to production' });
    await dialog.getByLabel(/Type production/).fill('Production');
    await page.keyboard.press('Enter');
    expect(await act.isDisabled()).toBe(true);
    await dialog.getByLabel(/Type production/).fill('production');
    await page.keyboard.press('Enter');
    await expect.poll(() => act.getAttribute('aria-busy')).toBe('true');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocusOn(page, /^Deploy to production$/);
  });

  it('that a palette opened give the focus back to what opened the palette', async () => {
    const page = await openParts('overlays');
    await page.getByRole('button', { name: 'Open palette' }).click();
    await page.getByRole('dialog', { name: 'Command palette' }).waitFor();
    await page.keyboard.type('promote shop');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Deploy shop 2.14.0' });
    await dialog.waitFor();
    await page.keyboard.type('production');
    await expect.poll(() => dialog.getByLabel(/Type production/).inputValue()).toBe('production');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expectFocusOn(page, /^Open palette$/);
  });
});

describe('menus, toasts, tooltips and logs', () => {
  it('a menu opens by keyboard, skips what is refused and gives the focus back', async () => {
    const page = await openParts('controls');
    await page.getByRole('button', { name: 'web-4' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /Retry host/ }).waitFor();
    await page.keyboard.press('End');
    await expectFocusOn(page, /Skip host/);
    await page.keyboard.press('Escape');
    await expectFocusOn(page, /web-4/);
  });

  it('a failure stays until it is closed', async () => {
    const page = await openParts('feedback');
    await page.getByRole('button', { name: 'Failure' }).click();
    const toast = page.getByRole('listitem').filter({ hasText: 'web-4 was held out of the pool' });
    await toast.getByRole('button', { name: 'Close' }).click();
    await toast.waitFor({ state: 'detached' });
  });

  it('a log follows its end, stops when somebody scrolls up, and follows again on request', async () => {
    const page = await openParts('rollout');
    const log = page.getByRole('log', { name: 'Output of web-4' });
    const more = page.getByRole('button', { name: '50 more lines' });
    await log.getByText('worker 400 ready').waitFor();
    await more.click();
    await log.getByText('worker 450 ready').waitFor();
    await log.evaluate((element) => element.scrollTo(0, 0));
    await log.getByText('bind: address already in use').waitFor();
    expect(await log.textContent()).toContain('⟨U+202E⟩');
    await more.click();
    await page.getByRole('button', { name: /Follow, 504 lines/ }).click();
    await log.getByText('worker 500 ready').waitFor();
  });
});

it('nothing moves for people who asked for that', async () => {
  const page = await openParts('controls', { reducedMotion: 'reduce' });
  const moving = await page.evaluate(() => document.getAnimations().length);
  expect(moving).toBe(0);
});
