import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startCommand, startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { readRecords } from './slowStart.ts';

let fleet: RealFleet;
let app: OpenApp;

beforeAll(async () => {
  fleet = await startRealFleet({
    hosts: 3,
    balancers: 1,
    masterWorker: true,
    rollout: { minHealthy: 1, batches: [1], order: 'reverse' },
  });
  const hold = 'while [ -d "$ROOT" ] && [ -e "$ROOT/hold" ]; do sleep 0.05; done';
  await fleet.set(['services', 'shop', 'commands', 'start'], `${hold}\n${startCommand}`);
  app = await openApp(fleet.workspace);
});
afterAll(async () => {
  await app.close();
  await fleet.stop();
});

describe('a host that an earlier rollout left out', () => {
  it('is put out again when its balancer is reloaded during the next rollout, and no client meets it any more', async () => {
    const [, web2, web3] = fleet.hosts;
    const { rollout: broken } = await deploy(app.client, '1.2.0');
    expect(broken.hosts['web-3']?.outcome).toMatchObject({ kind: 'failedOut' });
    // The next one begins elsewhere: the broken host's own turn would put it out by itself.
    await fleet.set(['environments', 0, 'rollout', 'order'], 'asListed');
    await app.close();
    app = await openApp(fleet.workspace);
    const hold = join(web2?.folder ?? '', 'hold');
    writeFileSync(hold, '');
    const deployed = deploy(app.client, '1.1.0');
    await until('the second host is being started', async () =>
      (await readRecords(app.client)).some(
        ({ event }) => event.kind === 'stepBegun' && event.host === 'web-2' && event.step === 'start',
      ),
    );

    await fleet.balancers[0]?.reload();
    await until('both are out again', async () => {
      const status = await fleet.statusOnBalancers();
      return ['web-2 MAINT', 'web-3 MAINT'].every((it) => status.includes(it));
    });
    // The new process believed the broken host to be well until it was looked at: from here on no client meets it.
    const load = startLoad({ port: fleet.balancers.map((it) => it.frontendPort) });
    rmSync(hold);

    const { rollout } = await deployed;
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    expect((await load.stop()).failures).toEqual([]);
    const reloaded = (await readRecords(app.client)).flatMap(({ event }) =>
      event.kind === 'balancerReloaded' ? [event] : [],
    );
    expect(reloaded[0]?.restored.toSorted()).toEqual(['be_shop/web-2', 'be_shop/web-3']);
    expect(await fleet.versionOn(web3?.name ?? '')).toBe('1.1.0');
  });
});
