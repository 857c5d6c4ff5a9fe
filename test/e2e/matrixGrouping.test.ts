import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet, generateWorkspace } from '../fixtures/generatedWorkspace.ts';
import { startScriptedRoom } from '../fixtures/scriptedRoom.ts';
import { notSeen } from '../unit/view/scene.ts';

/** service-1 comes as far as production, service-2 as far as uat; one host of production can be lost. */
const generated = generateWorkspace({ services: 2, environments: 2, hosts: 2 });
const workspace = {
  ...generated,
  targets: generated.targets.filter((it) => it.service === 'service-1' || it.environment === 'env-1'),
};
let room: Awaited<ReturnType<typeof startScriptedRoom>>;

beforeAll(async () => {
  room = await startScriptedRoom({
    capabilities: ['workspace', 'rollouts'],
    handlers: { 'workspace.describe': async () => ({ workspace }) },
    fleet: () => generateFleet(workspace, '1.0.0', new Date().toISOString()),
  });
  await room.page.getByText('4 hosts seen').waitFor();
});
afterAll(() => room.stop());

const choose = (label: string) => room.page.getByLabel('Group rows').selectOption({ label });
/** Headings and services, from top to bottom. */
const heads = () =>
  room.page
    .getByRole('grid')
    .getByRole('rowheader')
    .evaluateAll((all) => all.map((it) => it.getAttribute('aria-label') ?? it.textContent));

describe('the matrix in groups', () => {
  it('has the services under how far they have come, by the keyboard alone', async () => {
    const { page } = room;
    await page.getByLabel('Group rows').focus();
    await page.keyboard.press('ArrowDown');
    await expect
      .poll(heads)
      .toEqual([
        expect.stringMatching(/^Up to production,? ?1 service$/),
        'service-1',
        expect.stringMatching(/^Up to uat,? ?1 service$/),
        'service-2',
      ]);
    // Headings are passed over: the arrows go from service to service.
    await page.getByRole('gridcell', { name: /^service-1 in env-1:/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page
      .getByRole('gridcell', { name: /^service-2 in env-1:/ })
      .and(page.locator(':focus'))
      .waitFor();
  });

  it('moves a service to where its state belongs, as soon as it is seen', async () => {
    await choose('By state');
    await expect
      .poll(heads)
      .toEqual([expect.stringMatching(/^Steady,? ?2 services$/), 'service-1', 'service-2']);
    room.hubs.fleet.publish({ of: 'host', sighting: notSeen('env-2-host-1', 'no answer') });
    await expect
      .poll(heads)
      .toEqual([
        expect.stringMatching(/^Needs attention,? ?1 service$/),
        'service-1',
        expect.stringMatching(/^Steady,? ?1 service$/),
        'service-2',
      ]);
  });

  it('drops a group that the filter leaves empty', async () => {
    const { page } = room;
    await page
      .getByRole('textbox', { name: 'Filter' })
      .or(page.getByRole('combobox', { name: 'Filter' }))
      .fill('service-2');
    await expect.poll(heads).toEqual([expect.stringMatching(/^Steady,? ?1 service$/), 'service-2']);
    await page.keyboard.press('Escape');
    await choose('Not grouped');
    await expect.poll(heads).toEqual(['service-1', 'service-2']);
  });

  it('complains about nothing', () => {
    expect(room.pageErrors).toEqual([]);
  });
});
