import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../fixtures/deploy.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';

let room: ControlRoom;
const cell = (name: string) => room.page.getByRole('gridcell', { name: new RegExp(`^${name}:`) });
/** The cell, once its name says so: what its picture shows is there in words. */
const saying = (name: string, words: string) =>
  room.page.getByRole('gridcell', { name: new RegExp(`^${name}:.*${words}`) });

beforeAll(async () => {
  room = await startControlRoom({ fleet: 'demo' });
  await room.page.getByText('8 hosts seen').waitFor();
});
afterAll(async () => {
  await room.stop();
});

describe('the matrix on the demo fleet', () => {
  it('says what runs where, in the order of the pipeline', async () => {
    const heads = await room.page.getByRole('columnheader').allInnerTexts();
    expect(heads).toEqual(['Service', 'staging', 'production']);
    await cell('shop in production').getByText('1.0.0', { exact: true }).waitFor();
    await saying('shop in production', '6 hosts: 6 new; 6 up').waitFor();
  });

  it('is worked by keyboard: arrows move, Enter opens the hosts, Escape closes them, p promotes', async () => {
    const { page } = room;
    await cell('shop in staging').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const hosts = page.getByRole('region', { name: 'Hosts of shop in production' });
    await hosts.getByRole('rowheader', { name: 'web-6' }).waitFor();
    expect(await hosts.getByText('UP', { exact: true }).count()).toBe(12);
    await page.keyboard.press('Escape');
    await hosts.waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/promotion/shop/production');
    await page.keyboard.press('g');
    await page.keyboard.press('m');
    await expect.poll(() => new URL(page.url()).hash).toBe('#/');
  });

  it('shows only what fits the filter, and says so when nothing does', async () => {
    const { page } = room;
    await cell('shop in staging').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('production');
    await expect
      .poll(() => page.getByRole('columnheader').allInnerTexts())
      .toEqual(['Service', 'production']);
    await page.keyboard.type(' drift');
    await page.getByText('Nothing fits').waitFor();
    await page.keyboard.press('Escape');
    await cell('shop in staging').waitFor();
  });

  it('moves host by host while a rollout runs, and leads to it', async () => {
    const { page, client } = room;
    const rolling = deploy(client, '1.1.0');
    const sign = cell('shop in production').locator('[title^="Rollout of 1.1.0 running"]');
    await sign.waitFor();
    // Each stands there only until the next host has finished, about a second later: neither is missed.
    for (const finished of [1, 2]) {
      await cell('shop in production')
        .locator(`[title*=" ${finished} of 6 hosts finished"]`)
        .waitFor({ state: 'attached' });
    }
    await sign.click();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/rollout\//);
    const { rollout } = await rolling;
    expect(rollout.status).toMatchObject({ result: 'succeeded' });
    await room.goTo('#/');
    await cell('shop in production').getByText('1.1.0', { exact: true }).waitFor();
    await saying('shop in production', '100 % of traffic').waitFor();
  });

  it('counts a failed rollout and its debt, and names the way out of each', async () => {
    const { page, client } = room;
    await deploy(client, '1.2.0');
    await page.getByRole('link', { name: /Attention \d things need attention/ }).click();
    const list = page.getByRole('main').getByRole('list');
    await list.getByText(/The rollout of 1\.2\.0 failed/).waitFor();
    await list.getByText(/Debt: check/).waitFor();
    await list.getByText('Mend the host and roll out to it again', { exact: false }).waitFor();
    await list.getByRole('button', { name: 'Open the rollout' }).first().click();
    await expect.poll(() => new URL(page.url()).hash).toMatch(/^#\/rollout\//);
  });

  it('complains about nothing', () => {
    expect(room.pageErrors).toEqual([]);
  });
});
