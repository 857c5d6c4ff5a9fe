import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { canaryWords } from '../../../shared/view/settingsWords.ts';
import { deploy, follow } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { poolOf, startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';

let fleet: RealFleet;
let opened: OpenApp | undefined;

const question = {
  service: serviceName.parse('shop'),
  environment: environmentName.parse('production'),
};

beforeAll(async () => {
  fleet = await startRealFleet({
    hosts: 3,
    balancers: 2,
    serverOptions: 'weight 100',
    rollout: { checkTimeout: '20s', canary: { hosts: 1, hold: 'person', weight: '10%' } },
  });
});

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

afterAll(async () => fleet?.stop());

const weights = (server = 'web-1'): Promise<string[]> =>
  Promise.all(
    fleet.balancers.map(async (it) => (await it.ask(`get weight be_shop/${server}`)).split(' ')[0] ?? ''),
  );

/** Starts a rollout; resolves when it waits for a person. */
async function begin({ client }: OpenApp, version: string): Promise<string> {
  const { planSha256 } = await client.call('rollouts.plan', { ...question, version });
  const request = { ...question, version, planSha256, confirmEnvironment: 'production' };
  const { rolloutId } = await client.call('rollouts.start', request);
  let isPaused = false;
  const subscription = client.subscribe(
    'state',
    {},
    {
      onSnapshot: (state) => void (isPaused ||= state.rollouts[rolloutId]?.status.kind === 'paused'),
      onEvents: (records) =>
        void (isPaused ||= records.some(
          ({ event }) => event.kind === 'rolloutPaused' && event.rolloutId === rolloutId,
        )),
      onFault: () => undefined,
    },
  );
  await until('the canary is to be judged', () => isPaused);
  subscription.close();
  return rolloutId;
}

describe('a canary at 10 % of its weight, behind two real HAProxy with load running', () => {
  it('gets that share while it is judged, keeps it over a reload, and then all of it, without a failed request', async () => {
    opened = await openApp(fleet.workspace);
    const { plan } = await opened.client.call('rollouts.plan', { ...question, version: '1.1.0' });
    expect(canaryWords(plan)).toBe(
      'web-1 first at 10 % of its weight (about 1 of 21 requests), then it waits until a person resumes; full weight before any other',
    );
    const load = startLoad({
      port: fleet.balancers.map((it) => it.frontendPort),
      concurrency: 2,
      pauseMs: 20,
    });

    const rolloutId = await begin(opened, '1.1.0');
    expect(await weights()).toEqual(['10', '10']);
    const before = startLoad({ port: fleet.balancers.map((it) => it.frontendPort) });
    await before.more(420);
    const { answers, ok } = await before.stop();
    expect(answers.get('1.1.0')).toBeGreaterThan(0);
    expect(answers.get('1.1.0')).toBeLessThan(ok / 8);

    await fleet.balancers[0]?.reload();
    await until('the weight is put back', async () => (await weights()).join() === '10,10');
    const ended = follow(opened.client, rolloutId);
    await opened.client.call('rollouts.resume', { rolloutId });

    expect((await ended).rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    expect(await weights()).toEqual(['100', '100']);
    expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
    const { state } = await ended;
    expect(state.debts).toEqual({});
  });

  it('is found at that weight after the app has ended, judged once more, and gets all of it when it is stopped', async () => {
    opened = await openApp(fleet.workspace);
    await begin(opened, '1.0.0');
    await opened.close();
    expect(await weights()).toEqual(['10', '10']);

    opened = await openApp(fleet.workspace);
    const rolloutId = await begin(opened, '1.0.0');
    expect(await weights()).toEqual(['10', '10']);
    const ended = follow(opened.client, rolloutId);
    await opened.client.call('rollouts.stop', { rolloutId, reason: 'not good', how: 'finish' });

    const { rollout } = await ended;
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'stopped' });
    const done = rollout.hosts['web-1']?.steps.filter(({ result }) => result?.outcome.kind === 'ok');
    const kinds = done?.map(({ kind }) => kind) ?? [];
    expect(kinds.slice(kinds.indexOf('inspect'))).toEqual(['inspect', 'lighten', 'awaitInService', 'raise']);
    expect(await weights()).toEqual(['100', '100']);
    expect(await fleet.versionOn('web-1')).toBe('1.0.0');
    expect(await fleet.versionOn('web-2')).toBe('1.1.0');
  });

  it('gets its whole weight back by a rollback, also where the app has ended before', async () => {
    opened = await openApp(fleet.workspace);
    await begin(opened, '1.1.0');
    await opened.close();
    expect(await weights()).toEqual(['10', '10']);

    opened = await openApp(fleet.workspace);
    const { planSha256 } = await opened.client.call('rollouts.planRollback', question);
    const { rolloutId } = await opened.client.call('rollouts.rollBack', {
      ...question,
      planSha256,
      reason: 'not good',
      confirmEnvironment: 'production',
    });
    const { rollout } = await follow(opened.client, rolloutId);

    expect(rollout.status).toMatchObject({ result: 'succeeded' });
    expect(await weights()).toEqual(['100', '100']);
  });

  it('is refused with the reason, before anything is touched, where HAProxy would make another weight of it', async () => {
    const [first] = fleet.balancers;
    await first?.reload([poolOf(fleet.hosts)]);
    opened = await openApp(fleet.workspace);

    await expect(deploy(opened.client, '1.1.0')).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(
        /^weight 10 % of 1 is 0 for be_shop\/web-\d on balancer lb-1; give the servers a weight of at least 10$/,
      ),
    });
    expect(await weights()).toEqual(['1', '100']);
  });

  it('ends before the first host has left where only HAProxy itself knows that it takes no such weight', async () => {
    for (const balancer of fleet.balancers)
      await balancer.reload([{ ...poolOf(fleet.hosts, 'weight 100'), lines: ['balance source'] }]);
    await until('every server is up', async () =>
      (await fleet.statusOnBalancers()).every((status) => status.endsWith(' UP')),
    );
    opened = await openApp(fleet.workspace);
    const running = await Promise.all(fleet.hosts.map(({ name }) => fleet.versionOn(name)));
    const { notices } = await opened.client.call('rollouts.plan', { ...question, version: '1.2.0' });
    expect(notices.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^balance source takes part of a weight with "hash-type consistent" only/),
    );

    const { rollout, state } = await deploy(opened.client, '1.2.0');

    expect(rollout.status).toMatchObject({
      result: 'failed',
      reason: expect.stringMatching(/web-1: lighten: .*static LB algorithm/),
    });
    expect(rollout.hosts['web-1']?.outcome?.kind).toBe('failedIn');
    expect(state.debts).toEqual({});
    expect(await weights()).toEqual(['100', '100']);
    expect(await Promise.all(fleet.hosts.map(({ name }) => fleet.versionOn(name)))).toEqual(running);
    expect(await fleet.statusOnBalancers()).toEqual(Array(6).fill(expect.stringMatching(/ UP$/)));
  });
});
