import { execFile } from 'node:child_process';
import { readdir, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { getOnce } from '../../fixtures/load.ts';
import { until } from '../../fixtures/until.ts';
import type { RolloutFleet } from './startRolloutFleet.ts';

const run = promisify(execFile);

/**
 * Makes every host forget all but the release it runs, so that no side finds an artifact or a release already
 * there, and waits until the writes of the run before are on disk and every server is UP.
 */
export async function resetFleet(fleet: RolloutFleet): Promise<void> {
  await Promise.all(fleet.hosts.map(({ shop }) => forgetOtherReleases(shop)));
  await run('sync');
  await until('every server is UP', async () =>
    (await observeServers(fleet)).every(({ status }) => status === 'UP'),
  );
}

/** @throws Error naming each host on another version, and each server that is not UP. */
export async function verifyFleet(fleet: RolloutFleet, version: string): Promise<void> {
  const running = await Promise.all(
    fleet.hosts.map(async ({ name, port }) => ({ name, answer: await getOnce(port, '/version') })),
  );
  const servers = await observeServers(fleet);
  const wrong = [
    ...running
      .filter(({ answer }) => answer.kind !== 'ok' || answer.text !== version)
      .map(({ name, answer }) => `${name} answers ${answer.kind === 'ok' ? answer.text : answer.why}`),
    ...servers.filter(({ status }) => status !== 'UP').map(({ server, status }) => `${server} is ${status}`),
  ];
  if (wrong.length > 0) throw new Error(`the fleet is not on ${version}: ${wrong.join(', ')}`);
  const expected = fleet.hosts.length * fleet.balancers.length;
  if (servers.length !== expected) throw new Error(`${servers.length} of ${expected} servers are there`);
}

async function forgetOtherReleases(shop: string): Promise<void> {
  const current = basename(await readlink(join(shop, 'current')));
  const releases = await readdir(join(shop, 'releases'));
  await Promise.all([
    rm(join(shop, 'artifacts'), { recursive: true, force: true }),
    ...releases
      .filter((release) => release !== current)
      .map((release) => rm(join(shop, 'releases', release), { recursive: true, force: true })),
  ]);
}

/** Every server as every balancer has it: columns 2 and 18 of `show stat`. */
async function observeServers(fleet: RolloutFleet): Promise<{ server: string; status: string }[]> {
  const tables = await Promise.all(fleet.balancers.map((balancer) => balancer.ask('show stat be_shop 4 -1')));
  return tables.flatMap((table) =>
    table
      .split('\n')
      .filter((line) => line.startsWith('be_shop,'))
      .map((line) => line.split(','))
      .map((cells) => ({ server: cells[1] ?? '', status: cells[17] ?? '' })),
  );
}
