import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DemoFleet } from '../../electron/demo/demoFleet.ts';
import { startControlRoom, type ControlRoom } from '../fixtures/controlRoom.ts';
import { untilTold } from '../fixtures/untilTold.ts';

let room: ControlRoom<DemoFleet>;

beforeAll(async () => {
  room = await startControlRoom({ fleet: 'demo' });
});
afterAll(() => room.stop());

it('sessions that are still open on a draining host are counted while it is watched', async () => {
  const { page, client, fleet } = room;
  // So many that some are always at the slow page of each host.
  fleet.traffic.start({ requestsPerSecond: 300 });
  const question = { service: 'shop', environment: 'production', version: '1.1.0' };
  const { planSha256 } = await client.call('rollouts.plan', question);
  await room.goTo('#/rollouts');
  // What the cells said, however short they said it.
  const said = await page.evaluateHandle(() => {
    const labels = new Set<string>();
    new MutationObserver(() => {
      for (const cell of document.querySelectorAll('[role="gridcell"][aria-label*="open"]'))
        labels.add(cell.getAttribute('aria-label') ?? '');
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    return labels;
  });
  const { rolloutId } = await client.call('rollouts.start', {
    ...question,
    planSha256,
    confirmEnvironment: 'production',
  });
  await room.goTo(`#/rollout/${rolloutId}`);
  await untilTold(room, 'All 6 hosts run 1.1.0 and are in service.');
  const labels = await said.evaluate((set) => [...set]);
  expect(labels.join('\n')).toMatch(/^web-\d, drained: running, [1-9]\d* open$/m);
  await fleet.traffic.stop();
  expect(fleet.traffic.totals()).toMatchObject({ failed: 0, failures: [] });
  expect(room.pageErrors).toEqual([]);
});
