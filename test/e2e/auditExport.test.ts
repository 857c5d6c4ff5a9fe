import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { Fault } from '../../shared/protocol/fault.ts';
import { exported, reasonText, startAuditRoom, type AuditRoom } from '../fixtures/auditRoom.ts';
import { until } from '../fixtures/until.ts';

let room: AuditRoom;
let page: Page;

beforeAll(async () => {
  room = await startAuditRoom();
  page = room.page;
});
afterAll(() => room?.stop());
afterEach(() => {
  if (room.pageErrors.length > 0) throw new Error(`The page complained:\n${room.pageErrors.join('\n')}`);
});

const dialog = () => page.getByRole('dialog', { name: 'Export evidence' });
const open = async (search: string): Promise<void> => {
  await room.goTo(`#/audit?${search}`);
  await page.getByRole('heading', { level: 1, name: 'Audit', includeHidden: true }).waitFor();
};

describe('an export', () => {
  it('asks for what a person chose, tells how far it is, and how it is checked', async () => {
    await open('service=shop');
    await page.keyboard.press('x');
    await dialog().getByLabel('Period').selectOption('thisYear');
    await dialog().getByLabel('production', { exact: true }).check();
    await dialog().getByLabel('A folder').check();
    await dialog()
      .getByLabel(/Draw an auditor/)
      .check();
    await dialog().getByLabel('How many').fill('none');
    await dialog().getByLabel('Where').fill('evidence');
    await page.keyboard.press('Enter');
    await dialog().getByText('Write the whole path, from the root of the disk.').waitFor();
    await dialog().getByText('A number from 1 to 10,000.').waitFor();
    expect(room.exporting.asked).toEqual([]);
    await dialog().getByLabel('How many').fill('2');
    await dialog().getByLabel('Seed').fill('by lot');
    await dialog().getByLabel('Where').fill('/srv/it’s evidence');
    await page.keyboard.press('Enter');
    await dialog()
      .getByText(/Nothing lies at its place/)
      .waitFor();
    const year = new Date().getUTCFullYear();
    expect(room.exporting.asked).toEqual([
      {
        toPath: '/srv/it’s evidence',
        fromAt: `${year}-01-01T00:00:00.000Z`,
        toAt: `${year + 1}-01-01T00:00:00.000Z`,
        services: ['shop'],
        environments: ['production'],
        sample: { size: 2, seed: 'by lot' },
      },
    ]);
    room.hubs.audit.publish({ kind: 'running', task: 'export', done: 420, total: 1_000 });
    await dialog().getByText('42 %').waitFor();
    await dialog().getByRole('button', { name: 'Go on in the background' }).click();
    await page.getByRole('region', { name: 'Work that goes on' }).getByText('42 %').waitFor();
    await room.goTo('#/');
    room.hubs.audit.publish({ kind: 'idle' });
    room.exporting.done(exported({ path: '/srv/it’s evidence', seed: 'by lot' }));
    await page.getByRole('button', { name: 'How to check it' }).click();
    const fingerprint = `SHA256:${'k'.repeat(43)}`;
    await dialog().getByText(`cd '/srv/it’s evidence' && sh verify.sh --key ${fingerprint}`).waitFor();
    await dialog()
      .getByText(/drawn with the seed/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Another export' }).click();
    await dialog().getByLabel('Where').waitFor();
    await page.keyboard.press('Escape');
  });

  it('says why nothing was written, and can be given up', async () => {
    await open('export=open&from=2026-01-01&to=2026-03-31');
    const send = dialog().getByRole('button', { name: 'Export the evidence' });
    await send.click();
    await dialog()
      .getByText(/Nothing lies at its place/)
      .waitFor();
    room.exporting.fail(new Fault('INVALID_INPUT', 'Something lies at that place already.'));
    await dialog().getByText('Something lies at that place already.').waitFor();
    await dialog().getByText('Nothing was written.').waitFor();
    await send.click();
    await dialog().getByRole('button', { name: 'Give the export up' }).click();
    await send.waitFor();
    await until('the app hears of it', () => room.exporting.givenUp > 0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });
});

describe('a promotion on paper', () => {
  it('is one white page with everything that was signed, and without frame or buttons', async () => {
    await room.goTo('#/promotions/done');
    await page.getByRole('button', { name: 'Print the page' }).waitFor();
    await until('its reason was read', async () => (await page.getByText('sells').count()) > 0);
    await page.emulateMedia({ media: 'print' });
    const paper = page.getByRole('article');
    await paper.getByRole('heading', { level: 1, name: 'shop 1.4.0 to production' }).waitFor();
    await paper.getByText(reasonText, { exact: false }).waitFor();
    await paper.getByText('Ana (2 commits)').waitFor();
    await paper.getByText(/Omar.* approved, .*, before the first host/).waitFor();
    await paper.getByText('2 hosts').waitFor();
    await paper.getByText('a'.repeat(64)).waitFor();
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('navigation').count()).toBe(0);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(255, 255, 255)');
    await page.screenshot({ path: 'test-results/screens/audit-paper.png', fullPage: true });
    const pdf = await page.pdf({
      path: 'test-results/screens/audit-paper.pdf',
      preferCSSPageSize: true,
    });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length).toBe(1);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: 'Print the page' }).waitFor();
  });
});

describe('in a window that may only read', () => {
  it('verifies and shows, and says why it does not write', async () => {
    const reader = await startAuditRoom({ capabilities: ['workspace'] });
    try {
      await reader.goTo('#/audit?tab=hosts');
      const compare = reader.page.getByRole('button', { name: 'Compare the hosts now' });
      await compare.waitFor();
      expect(await compare.getAttribute('aria-disabled')).toBe('true');
      await reader.page.getByText('This window is read-only.').waitFor();
      await reader.page.getByRole('button', { name: 'Verify now' }).first().waitFor();
      expect(reader.pageErrors).toEqual([]);
    } finally {
      await reader.stop();
    }
  });
});
