import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateFleet, generateWorkspace, sightingOf } from '../fixtures/generatedWorkspace.ts';
import { installRenderCounter, readRenderCounts } from '../fixtures/countRenders.ts';
import { startScriptedRoom } from '../fixtures/scriptedRoom.ts';

const workspace = generateWorkspace({ services: 200, environments: 12, hosts: 40 });
const sightings = generateFleet(workspace, '1.0.0', new Date().toISOString());
const hostsOf = (environment: number) => workspace.environments[environment]?.hosts ?? [];

let room: Awaited<ReturnType<typeof startScriptedRoom>>;

beforeAll(async () => {
  room = await startScriptedRoom({
    capabilities: ['workspace', 'rollouts'],
    handlers: { 'workspace.describe': async () => ({ workspace }) },
    fleet: () => sightings,
    initScript: installRenderCounter,
  });
  await cell('service-1 in env-1').waitFor();
});

afterAll(async () => {
  await room.stop();
});

const cell = (name: string) => room.page.getByRole('gridcell', { name: new RegExp(`^${name}:`) });
const nodes = () => room.page.evaluate(() => document.querySelectorAll('*').length);

/** So that nothing is under way: the counts do not move from one look to the next. */
async function settled(): Promise<void> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const { commits } = await readRenderCounts(room.page);
        const isSame = commits === before;
        before = commits;
        return isSame;
      },
      { interval: 400, timeout: 30_000 },
    )
    .toBe(true);
}

describe('a matrix of 200 services, 12 environments and 40 hosts in each', () => {
  it('has only what is in sight in the document, wherever it is scrolled to', async () => {
    const grid = room.page.getByRole('grid', { name: 'What runs where' });
    expect(await grid.getAttribute('aria-rowcount')).toBe('201');
    const limit = 4_000;
    expect(await nodes()).toBeLessThan(limit);
    for (const top of [2_000, 7_000, 12_000]) {
      await grid.evaluate((element, to) => void (element.scrollTop = to), top);
      await cell(`service-${Math.ceil(top / 64) + 4} in env-3`).waitFor();
      expect(await nodes()).toBeLessThan(limit);
    }
    await grid.evaluate((element) => void (element.scrollTop = 0));
    await cell('service-1 in env-1').waitFor();
  });

  it('renders no cell for 1,000 sightings that say nothing new', async () => {
    await settled();
    const before = await readRenderCounts(room.page);
    const all = workspace.environments.flatMap(({ hosts }) => hosts);
    for (let index = 0; index < 1_000; index += 1) {
      const host = all[index % all.length];
      if (host === undefined) throw new Error('no host');
      const seenAt = new Date().toISOString();
      room.hubs.fleet.publish({ of: 'host', sighting: sightingOf(workspace, host, '1.0.0', seenAt) });
    }
    // This one comes after all of them and shows that they have arrived.
    const [first] = hostsOf(0);
    room.hubs.fleet.publish({
      of: 'host',
      sighting: sightingOf(workspace, first ?? '', '2.0.0', new Date().toISOString()),
    });
    await cell('service-1 in env-1').getByText('+1').waitFor();
    await settled();
    const { cells } = await readRenderCounts(room.page);
    // At most twice what is in sight, for the one that says something; a thousand would be far more.
    const inSight = await room.page.locator('[role="gridcell"][data-column]').count();
    expect(cells - before.cells).toBeGreaterThan(0);
    expect(cells - before.cells).toBeLessThanOrEqual(2 * inSight);
  });

  it('finds one host among 96,000 by its name', async () => {
    await room.page.keyboard.press('/');
    await room.page.keyboard.type('env-7-host-39 service-150');
    await cell('service-150 in env-7').waitFor();
    await expect.poll(() => room.page.locator('[role="gridcell"][data-row]').count()).toBe(1);
    await room.page.keyboard.press('Escape');
    await cell('service-1 in env-1').waitFor();
  });

  it('complains about nothing', () => {
    expect(room.pageErrors).toEqual([]);
  });
});
