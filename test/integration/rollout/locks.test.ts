import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { deploy, follow } from '../../fixtures/deploy.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { readRecords, slowStart, untilRecorded, type SlowStart } from './slowStart.ts';

let fleet: RealFleet;
let start: SlowStart;
const opened: OpenApp[] = [];

beforeEach(async () => {
  fleet = await startRealFleet({ hosts: 2 });
  start = await slowStart(fleet);
});
afterEach(async () => {
  for (const { name } of fleet.hosts) start.letGo(name);
  await Promise.all(opened.splice(0).map((app) => app.close()));
  await fleet.stop();
});

/** A desktop with a journal of its own, as on another machine. */
async function openDesktop(userName: string, machine: string): Promise<OpenApp> {
  const app = await openApp(fleet.workspace, {
    userName,
    machine,
    journalPath: join(fleet.workspace, `${userName}.db`),
  });
  opened.push(app);
  return app;
}

async function deployWithTakeover({ client }: OpenApp, reason: string): Promise<string> {
  const question = {
    service: serviceName.parse('shop'),
    environment: environmentName.parse('production'),
    version: '1.1.0',
  };
  const { planSha256 } = await client.call('rollouts.plan', question);
  const confirmEnvironment = 'production';
  const request = { ...question, planSha256, confirmEnvironment, takeOver: { reason } };
  return (await client.call('rollouts.start', request)).rolloutId;
}

async function expectNothingTouched(): Promise<void> {
  expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
  for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.0.0');
}

describe('two desktops', () => {
  it('cannot work on the same hosts: the second is told who is there, and begins when the first is done', async () => {
    const ann = await openDesktop('ann', 'desk-1');
    const bob = await openDesktop('bob', 'desk-2');
    const first = deploy(ann.client, '1.1.0');
    await start.untilBegun('web-1');

    await expect(deploy(bob.client, '1.1.0')).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringMatching(
        /^web-\d is locked by ann on desk-1 \(process \d+\) since .* for shop 1.1.0 in production; last heard of .* ago, and 3 more$/,
      ),
      details: expect.arrayContaining([expect.stringContaining('web-2 is locked by ann')]),
    });
    const finished = (await readRecords(bob.client)).find(
      ({ event }) => event.kind === 'rolloutFinished',
    )?.event;
    expect(finished).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('Nothing was begun'),
    });

    for (const { name } of fleet.hosts) start.letGo(name);
    expect((await first).rollout.status).toMatchObject({ result: 'succeeded' });
    const second = await deploy(bob.client, '1.1.0');
    expect(Object.values(second.rollout.hosts).map(({ phase }) => phase)).toEqual(['unchanged', 'unchanged']);
  });

  it('may take the hosts over, with a reason: then nothing of the first is let through', async () => {
    const ann = await openDesktop('ann', 'desk-1');
    const bob = await openDesktop('bob', 'desk-2');
    const first = deploy(ann.client, '1.1.0');
    await start.untilBegun('web-1');

    const taken = deployWithTakeover(bob, 'ann is on a plane');
    await untilRecorded(
      bob.client,
      'bob has every lock',
      ({ event }) =>
        event.kind === 'hostsLocked' &&
        event.locks.length === 4 &&
        event.locks.every(({ takenFrom }) => takenFrom?.startsWith('ann on desk-1') === true),
    );
    for (const { name } of fleet.hosts) start.letGo(name);

    const lost = await first;
    expect(lost.rollout.status).toMatchObject({
      kind: 'finished',
      result: 'failed',
      reason: expect.stringMatching(
        /the lock was lost, nothing was changed: taken over by bob .*: ann is on a plane/,
      ),
    });
    const failed = lost.rollout.hosts['web-1']?.steps.at(-1);
    expect(failed?.result?.outcome).toMatchObject({ kind: 'failed', trouble: 'lockLost' });
    expect(lost.rollout.hosts['web-1']?.outcome).toMatchObject({ kind: 'unknown' });
    expect(lost.rollout.hosts['web-2']?.outcome).toBeUndefined();
    expect(Object.values(lost.state.debts)).toMatchObject([{ host: 'web-1' }]);

    const { rollout } = await follow(bob.client, await taken);
    expect(rollout.status).toMatchObject({ result: 'succeeded' });
    for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.1.0');
    expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
    const intent = (await readRecords(bob.client)).findIndex(
      ({ event }) => event.kind === 'takeoverRequested',
    );
    const result = (await readRecords(bob.client)).findIndex(({ event }) => event.kind === 'hostsLocked');
    expect(intent).toBeGreaterThan(-1);
    expect(intent).toBeLessThan(result);
  });
});

describe('a lock that a person made by hand', () => {
  it('stops every rollout, with a takeover as well, and its words are told', async () => {
    const lock = join(fleet.hosts[1]?.folder ?? '', 'shop/.signalbox/lock');
    mkdirSync(lock, { recursive: true });
    writeFileSync(join(lock, 'message'), 'disk being replaced, Ann\n');
    const bob = await openDesktop('bob', 'desk-2');
    for (const attempt of [() => deploy(bob.client, '1.1.0'), () => deployWithTakeover(bob, 'I want it')]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'HOST_LOCKED',
        message: 'web-2 is locked by hand: disk being replaced, Ann',
        wayOut: expect.stringContaining('shop/.signalbox/lock on web-2'),
      });
    }
    await expectNothingTouched();
  });
});
