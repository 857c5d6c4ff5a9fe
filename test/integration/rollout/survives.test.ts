import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deploy } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { readRecords, slowStart, untilRecorded, type SlowStart } from './slowStart.ts';

const run = promisify(execFile);
const bin = resolve(import.meta.dirname, '../../../bin/signalbox.js');
let fleet: RealFleet;
let start: SlowStart;
const opened: OpenApp[] = [];
let child: ChildProcess | undefined;

beforeAll(async () => {
  fleet = await startRealFleet({ hosts: 3 });
  start = await slowStart(fleet);
  start.letGo('web-1');
  start.letGo('web-3');
});
afterEach(async () => {
  child?.kill('SIGKILL');
  child = undefined;
  start.letGo('web-2');
  await Promise.all(opened.splice(0).map((app) => app.close()));
});
afterAll(() => fleet.stop());

async function open(config: Parameters<typeof openApp>[1] = {}): Promise<OpenApp> {
  const app = await openApp(fleet.workspace, { machine: hostname(), ...config });
  opened.push(app);
  return app;
}

/** Every host runs the new version and is in service; the start of each ran exactly once. */
async function expectEveryHostUpgradedOnce(): Promise<void> {
  for (const host of fleet.hosts) {
    expect(await fleet.versionOn(host.name)).toBe('1.1.0');
    expect([host.name, start.begun(host.name)]).toEqual([host.name, 1]);
  }
  expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
}

describe('an app that is killed in the middle of a step and started again', () => {
  it('finds the step on the host, waits for it, and does not run it twice', async () => {
    const watcher = await open();
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const args = [bin, 'deploy', 'shop', '1.1.0', 'production', '--yes-production', 'production'];
    child = spawn(process.execPath, [...args, '--workspace', fleet.workspace], { stdio: 'ignore' });
    await start.untilBegun('web-2');
    const killed = once(child, 'exit');
    child.kill('SIGKILL');
    await killed;

    const bob = await open({
      userName: 'bob',
      machine: 'desk-2',
      journalPath: join(fleet.workspace, 'bob.db'),
    });
    await expect(deploy(bob.client, '1.1.0')).rejects.toMatchObject({
      code: 'HOST_LOCKED',
      message: expect.stringContaining(`on ${hostname()}`),
    });

    await untilRecorded(
      watcher.client,
      'it is known to be interrupted',
      ({ event }) => event.kind === 'rolloutInterrupted',
    );
    const { stdout } = await run(process.execPath, [bin, 'recover', '--workspace', fleet.workspace]);
    const told = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(told.filter(([name]) => name === 'we believed').map(([, text]) => text)).toEqual([
      'runs 1.1.0, in service',
      'in the middle of "start"',
      'not begun',
    ]);
    expect(told.filter(([name]) => name === 'proposal').map(([, text]) => text)).toEqual([
      'leave it alone: it is there already',
      expect.stringContaining('ask it how its step came out'),
      'upgrade it in its turn',
    ]);
    const { client } = await open();
    const again = deploy(client, '1.1.0');
    await untilRecorded(
      client,
      'the locks are taken over',
      ({ event }) =>
        event.kind === 'hostsLocked' && event.locks.every((lock) => lock.takenFrom !== undefined),
    );
    start.letGo('web-2');

    const { rollout } = await again;
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    const steps = rollout.hosts['web-2']?.steps ?? [];
    expect(steps.find((step) => step.kind === 'stage')?.result?.detail).toMatch(
      /waited for an earlier rollout: start, exit code 0/,
    );
    for (const kind of ['stop', 'switch', 'start']) {
      expect(steps.find((step) => step.kind === kind)?.result?.outcome).toEqual({ kind: 'alreadyDone' });
    }
    expect((await load.stop()).failures).toEqual([]);
    await expectEveryHostUpgradedOnce();
  });
});

describe('after a rollout', () => {
  it('nothing of it stays on the hosts but the number of its lock', async () => {
    const { client } = await open();
    await deploy(client, '1.0.0');
    for (const { folder, sshd } of fleet.hosts) {
      expect(readdirSync(join(folder, 'shop/.signalbox')).toSorted()).toEqual(['number', 'steps']);
      expect(readdirSync(join(folder, 'shop/.signalbox/steps'))).toEqual([]);
      await until(
        'its own connection is all that is left',
        async () => (await sshd.connectionPids()).length === 1,
      );
    }
    const records = await readRecords(client);
    const locked = records.find(({ event }) => event.kind === 'hostsLocked')?.event;
    expect(locked).toMatchObject({ unlockable: [] });
    // Three hosts, and the pool on both balancers.
    expect(locked?.kind === 'hostsLocked' && locked.locks.length).toBe(5);
  });
});
