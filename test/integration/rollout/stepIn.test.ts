import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentName, hostName, serviceName } from '../../../shared/model/names.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { deploy, follow } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startCommand, startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { readRecords, untilRecorded } from './slowStart.ts';

const run = promisify(execFile);
const bin = resolve(import.meta.dirname, '../../../bin/signalbox.js');
let fleet: RealFleet;
let app: OpenApp;
/** Another process on the same workspace: what is decided there is carried out here. */
let other: OpenApp;
const web2 = hostName.parse('web-2');

beforeAll(async () => {
  fleet = await startRealFleet({ hosts: 3, rollout: { onFailure: 'pause' } });
  // A host may find one version bad.
  const command = `[ "$(cat "$ROOT/bad" 2>/dev/null)" != "$SIGNALBOX_VERSION" ] || { echo "no such database"; exit 1; }
echo $$ >"$ROOT/starting"; while [ -e "$ROOT/hang" ]; do sleep 0.1; done
${startCommand}`;
  await fleet.set(['services', 'shop', 'commands', 'start'], command);
  app = await openApp(fleet.workspace);
  other = await openApp(fleet.workspace, { userName: 'omar' });
});
afterAll(async () => {
  for (const { folder } of fleet.hosts) rmSync(join(folder, 'hang'), { force: true });
  await other.close();
  await app.close();
  await fleet.stop();
});

const fileOn = (host: string, name: string): string =>
  join(fleet.hosts.find((it) => it.name === host)?.folder ?? '', name);

async function newestRollout(client: Client): Promise<string> {
  const records = await readRecords(client);
  const requested = records.findLast(({ event }) => event.kind === 'rolloutRequested')?.event;
  return requested?.kind === 'rolloutRequested' ? requested.rolloutId : '';
}

const isOut = (host: string) => async () =>
  (await fleet.statusOnBalancers()).filter((line) => line === `${host} MAINT`).length === 2;

describe('a person who steps in, from another process, with load running', () => {
  it('has a host that failed tried again, and lets the rollout go on: no request is lost', async () => {
    writeFileSync(fileOn('web-2', 'bad'), '1.1.0');
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const deployed = deploy(app.client, '1.1.0');
    await untilRecorded(
      other.client,
      'it waits for a person',
      ({ event }) => event.kind === 'rolloutPaused' && /web-2.*no such database/.test(event.reason),
    );
    const rolloutId = await newestRollout(other.client);
    expect(await isOut('web-2')()).toBe(true);
    expect(await fleet.versionOn('web-3')).toBe('1.0.0');
    await expect(other.client.call('rollouts.resume', { rolloutId })).rejects.toMatchObject({
      code: 'NOT_NOW',
    });

    rmSync(fileOn('web-2', 'bad'));
    await other.client.call('rollouts.retryHost', { rolloutId, host: web2, reason: 'database is back' });
    await untilRecorded(
      other.client,
      'web-2 is done',
      ({ event }) => event.kind === 'hostFinished' && event.host === 'web-2' && event.outcome.kind === 'done',
    );
    expect(await fleet.versionOn('web-3')).toBe('1.0.0');
    await other.client.call('rollouts.resume', { rolloutId });

    const { rollout, state } = await deployed;
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
    expect((await load.stop()).failures).toEqual([]);
    for (const { name } of fleet.hosts) expect(await fleet.versionOn(name)).toBe('1.1.0');
    expect((await fleet.statusOnBalancers()).every((line) => line.endsWith(' UP'))).toBe(true);
    expect(state.debts).toEqual({});
    const decided = (await readRecords(app.client)).flatMap(({ event, envelope }) =>
      event.kind === 'hostRetryRequested' || event.kind === 'rolloutResumed'
        ? [[event.kind, envelope.actor.name]]
        : [],
    );
    expect(decided).toEqual([
      ['hostRetryRequested', 'omar'],
      ['rolloutResumed', 'omar'],
    ]);
  });

  it('has everything rolled back in the middle: a rollout of its own, which copies nothing', async () => {
    writeFileSync(fileOn('web-2', 'hang'), '');
    rmSync(fileOn('web-2', 'starting'));
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const deployed = deploy(app.client, '1.0.0');
    await until('web-2 is being started', () => existsSync(fileOn('web-2', 'starting')));
    const rolloutId = await newestRollout(other.client);
    await other.client.call('rollouts.stop', { rolloutId, reason: 'orders are lost', how: 'rollBackAll' });
    expect((await deployed).rollout).toMatchObject({
      status: { kind: 'finished', result: 'stopped' },
      rollback: { scope: 'all' },
    });

    rmSync(fileOn('web-2', 'hang'));
    await untilRecorded(
      other.client,
      'the rollback has begun',
      ({ event }) => event.kind === 'rolloutRequested' && event.rollsBack?.rolloutId === rolloutId,
    );
    const { rollout, state } = await follow(app.client, await newestRollout(other.client));
    expect(rollout).toMatchObject({
      release: { version: '1.1.0' },
      rollsBack: { rolloutId, reason: 'orders are lost' },
      status: { kind: 'finished', result: 'succeeded' },
    });
    // The one that is out comes first: before it is back, the pool cannot spare another one.
    expect(Object.keys(rollout.hosts)).toEqual(['web-2', 'web-1']);
    for (const { steps } of Object.values(rollout.hosts)) {
      expect(steps.find((step) => step.kind === 'stage')?.result?.outcome).toEqual({ kind: 'alreadyDone' });
      expect(steps.find((step) => step.kind === 'verify')?.result?.outcome).toEqual({ kind: 'ok' });
    }
    expect(state.debts).toEqual({});
    expect((await load.stop()).failures).toEqual([]);
    for (const { name } of fleet.hosts) expect(await fleet.versionOn(name)).toBe('1.1.0');
    expect((await fleet.statusOnBalancers()).every((line) => line.endsWith(' UP'))).toBe(true);
    await expect(
      app.client.call('rollouts.planRollback', {
        service: serviceName.parse('shop'),
        environment: environmentName.parse('production'),
      }),
    ).rejects.toMatchObject({ code: 'NOT_NOW', message: expect.stringContaining('taken back already') });
    expect(app.errors).toEqual([]);
  });

  it('stops it at once: the command is killed, the host held out, and the next rollout brings it back', async () => {
    writeFileSync(fileOn('web-2', 'hang'), '');
    rmSync(fileOn('web-2', 'starting'));
    const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
    const deployed = deploy(app.client, '1.0.0');
    await until('web-2 is being started', () => existsSync(fileOn('web-2', 'starting')));
    const rolloutId = await newestRollout(other.client);
    await other.client.call('rollouts.stop', { rolloutId, reason: 'orders are lost', how: 'holdOut' });

    const { rollout, state } = await deployed;
    expect(rollout.status).toEqual({ kind: 'finished', result: 'stopped', reason: 'orders are lost' });
    expect(rollout.hosts['web-2']?.outcome).toMatchObject({ kind: 'failedOut' });
    expect(rollout.hosts['web-3']?.outcome).toBeUndefined();
    expect(await isOut('web-2')()).toBe(true);
    expect(Object.values(state.debts)).toMatchObject([{ host: 'web-2' }]);
    const pid = Number(readFileSync(fileOn('web-2', 'starting'), 'utf8'));
    await until('nothing of the command is left', () => !isAlive(pid));

    rmSync(fileOn('web-2', 'hang'));
    const again = await deploy(app.client, '1.0.0');
    expect(again.rollout.status).toMatchObject({ result: 'succeeded' });
    expect(again.state.debts).toEqual({});
    expect((await load.stop()).failures).toEqual([]);
    expect((await fleet.statusOnBalancers()).every((line) => line.endsWith(' UP'))).toBe(true);
    expect(app.errors).toEqual([]);
  });

  it('takes a rollout back by one command', async () => {
    const args = ['rollback', 'shop', 'production', '--reason', 'slow', '--yes-production', 'production'];
    const { stdout } = await run(process.execPath, [bin, ...args, '--workspace', fleet.workspace]);
    expect(stdout).toMatch(/shop 1\.1\.0 to production/);
    expect(stdout).toMatch(/takes rollout .* back; last practised .* ago in production/);
    expect(stdout).toMatch(/succeeded {2}shop 1\.1\.0 in production: 3 of 3 hosts/);
    for (const { name } of fleet.hosts) expect(await fleet.versionOn(name)).toBe('1.1.0');
  });

  it('is not needed where the settings say that a failure takes everything back', async () => {
    await fleet.set(['environments', 0, 'rollout', 'onFailure'], 'rollback');
    const alone = await openApp(fleet.workspace);
    try {
      writeFileSync(fileOn('web-1', 'bad'), '1.0.0');
      const load = startLoad({ port: fleet.balancers.map((balancer) => balancer.frontendPort) });
      const { rollout } = await deploy(alone.client, '1.0.0');
      expect(rollout).toMatchObject({ status: { result: 'stopped' }, rollback: { scope: 'all' } });
      await untilRecorded(
        alone.client,
        'the rollback has begun',
        ({ event }) => event.kind === 'rolloutRequested' && event.rollsBack?.rolloutId === rollout.id,
      );
      const back = await follow(alone.client, await newestRollout(alone.client));
      expect(back.rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
      expect(back.state.debts).toEqual({});
      expect((await load.stop()).failures).toEqual([]);
      for (const { name } of fleet.hosts) expect(await fleet.versionOn(name)).toBe('1.1.0');
    } finally {
      await alone.close();
      rmSync(fileOn('web-1', 'bad'), { force: true });
      await fleet.set(['environments', 0, 'rollout', 'onFailure'], 'pause');
    }
  });
});

/** A process that has ended and that nobody has waited for is gone. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
