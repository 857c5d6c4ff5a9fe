import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { startCommandRouter, type CommandRouter } from '../../fixtures/commandRouter.ts';
import { deploy } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';

let fleet: RealFleet;
let router: CommandRouter;
let opened: OpenApp | undefined;

const poolPath = ['services', 'shop', 'environments', 'production', 'pool', 'balancers'];
const question = {
  service: serviceName.parse('shop'),
  environment: environmentName.parse('production'),
};

/** Three hosts behind a HAProxy and behind a router that only its own script knows how to speak to. */
beforeAll(async () => {
  fleet = await startRealFleet({ hosts: 3, balancers: 1, rollout: { checkTimeout: '20s' } });
  router = await startCommandRouter(fleet.hosts);
  await fleet.set(['balancers', 'edge'], { kind: 'commands', host: 'web-2', ...router.commands });
  await fleet.set(poolPath, ['lb-1', 'edge']);
});

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

afterAll(async () => {
  await router?.stop();
  await fleet?.stop();
});

describe('a pool behind HAProxy and behind a balancer that is served by commands', () => {
  it('rolls over real sshd with load on both, and fails no request', async () => {
    opened = await openApp(fleet.workspace);
    const { plan } = await opened.client.call('rollouts.plan', { ...question, version: '1.1.0' });
    const port = fleet.hosts[0]?.port ?? 0;
    const linesFor = (kind: string) =>
      plan.hosts[0]?.steps
        .find((step) => step.kind === kind)
        ?.lines.flatMap(({ to, text }) => (to.kind === 'balancer' && to.name === 'edge' ? [text] : []));
    const script = router.commands.out[1] ?? '';
    expect(linesFor('drain')).toEqual([`'sh' '${script}' 'out' 'web-1' '127.0.0.1:${port}'`]);
    expect(linesFor('awaitDrained')).toEqual([`'sh' '${script}' 'state' 'web-1' '127.0.0.1:${port}'`]);
    expect(linesFor('ready')).toEqual([`'sh' '${script}' 'in' 'web-1' '127.0.0.1:${port}'`]);

    const load = startLoad({
      port: [fleet.balancers[0]?.frontendPort ?? 0, router.port],
      concurrency: 2,
      pauseMs: 20,
    });
    const { rollout, state } = await deploy(opened.client, '1.1.0');
    const traffic = await load.stop();

    expect(rollout.status).toEqual({ kind: 'finished', result: 'succeeded', reason: undefined });
    expect(traffic).toMatchObject({ failed: 0, failures: [] });
    expect(traffic.ok).toBeGreaterThan(100);
    for (const { name } of fleet.hosts) expect(await fleet.versionOn(name)).toBe('1.1.0');
    expect(router.told().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual(
      fleet.hosts.flatMap(({ name }) => [`out ${name}`, `in ${name}`]),
    );
    expect(state.debts).toEqual({});
    expect(opened.errors).toEqual([]);
  });

  it('shows what it tells, leaves out what it does not, and shows nobody as up who is not told of', async () => {
    router.set('web-3', 'out');
    await fleet.set(
      ['balancers', 'edge', 'state'],
      [
        'sh',
        '-c',
        `[ "$2" != web-1 ] || exit 9; exec sh "$0" state "$2" x`,
        router.commands.state[1],
        'x',
        '{server}',
      ],
    );
    opened = await openApp(fleet.workspace);

    const { balancers } = await opened.client.call('fleet.look', {});

    const edge = balancers.find(({ balancer }) => balancer === 'edge');
    expect(
      edge?.kind === 'seen' && edge.servers.map(({ server, state, status }) => [server, state, status]),
    ).toEqual([
      ['web-1', 'unknown', 'not known'],
      ['web-2', 'up', 'in'],
      ['web-3', 'maintenance', 'out'],
    ]);
    expect(edge).not.toHaveProperty('pid');
    router.set('web-3', 'in');
    await fleet.set(['balancers', 'edge', 'state'], router.commands.state);
  });

  it('refuses a balancer that does not tell, before anything is touched, and says what it printed', async () => {
    await fleet.set(['balancers', 'edge', 'state'], ['printf', `in, I think\\033[31m\\n%s`, 'x'.repeat(500)]);
    opened = await openApp(fleet.workspace);
    const told = router.told().length;

    const planning = opened.client.call('rollouts.plan', { ...question, version: '1.2.0' });

    await expect(planning).rejects.toMatchObject({
      code: 'BALANCER_UNPARSEABLE',
      message: expect.stringMatching(
        /^edge: balancer edge: "state" of web-1 on web-2 printed "in, I think\S+\[31m x{80,120}…" instead of/,
      ),
    });
    expect(router.told()).toHaveLength(told);
    await fleet.set(['balancers', 'edge', 'state'], router.commands.state);
  });
});

describe('a pool behind commands alone', () => {
  it('keeps a host out whose release fails, and takes it back with a good one', async () => {
    await fleet.set(poolPath, ['edge']);
    await fleet.set(['environments', 0, 'rollout', 'checkTimeout'], '2s');
    opened = await openApp(fleet.workspace);
    const load = startLoad({ port: router.port, concurrency: 2, pauseMs: 20 });

    const broken = await deploy(opened.client, '1.2.0');

    expect(broken.rollout.status).toMatchObject({ kind: 'finished', result: 'failed' });
    expect(Object.values(broken.state.debts)).toMatchObject([{ host: 'web-1' }]);
    expect(fleet.hosts.map(({ name }) => router.stateOf(name))).toEqual(['out', 'in', 'in']);
    expect(broken.rollout.hosts['web-1']?.steps.map(({ kind }) => kind)).not.toContain('admit');

    await fleet.set(['environments', 0, 'rollout', 'checkTimeout'], '20s');
    await opened.close();
    opened = await openApp(fleet.workspace);
    const repaired = await deploy(opened.client, '1.1.0');

    expect(repaired.rollout.status).toMatchObject({ result: 'succeeded' });
    expect(repaired.state.debts).toEqual({});
    expect(fleet.hosts.map(({ name }) => router.stateOf(name))).toEqual(['in', 'in', 'in']);
    expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
  });

  it('touches nobody where too few would be left, or where somebody else holds the pool', async () => {
    await fleet.set(['environments', 0, 'rollout', 'checkTimeout'], '1s');
    opened = await openApp(fleet.workspace);
    router.set('web-3', 'out');
    const told = router.told().length;

    const refused = await deploy(opened.client, '1.0.0');

    expect(refused.rollout.status).toMatchObject({
      result: 'failed',
      reason: expect.stringMatching(/edge: 2 of 3 up/),
    });
    expect(router.told()).toHaveLength(told);
    router.set('web-3', 'in');

    const pools = join(fleet.hosts[1]?.sshd.home ?? '', '.signalbox/pools');
    const [pool = ''] = await readdir(pools);
    const held = join(pools, pool, 'lock');
    await mkdir(held, { recursive: true });
    await expect(deploy(opened.client, '1.0.0')).rejects.toMatchObject({ code: 'HOST_LOCKED' });
    await rm(held, { recursive: true });
  });
});
