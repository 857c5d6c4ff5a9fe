import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../shared/protocol/client.ts';
import { deploy, type Deployed } from '../../fixtures/deploy.ts';
import { startLoad, type Load } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startCommand, startRealFleet, type RealFleet, type RealHost } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { freezeHost } from './freezeHost.ts';
import { readRecords } from './slowStart.ts';

/** One fleet for all of them: each brings the other version, and leaves everything UP for the next one. */
let fleet: RealFleet;
let web1: RealHost;
let app: OpenApp;
let load: Load;
let tools: string;
let version = '1.0.0';
/** What the app's clock is ahead of the real one. */
let aheadMs = 0;

beforeAll(async () => {
  tools = mkdtempSync(join(tmpdir(), 'signalbox-tools-'));
  fleet = await startRealFleet({
    hosts: 2,
    masterWorker: true,
    rollout: { minHealthy: 1, batches: [1] },
    // A second login at the same time is turned away.
    sshdConfig: ['MaxStartups 1:100:1'],
    environmentOf: (folder) => ({ PATH: `${tools}:${process.env['PATH']}`, DISK: join(folder, 'slow') }),
  });
  const [first] = fleet.hosts;
  if (!first) throw new Error('a fleet without hosts');
  web1 = first;
  writeSlowTools(tools);
  const hold = 'while [ -d "$ROOT" ] && [ -e "$ROOT/hold" ]; do sleep 0.05; done';
  const start = `echo begun >>"$ROOT/starts"\n${hold}\n${startCommand}`;
  await fleet.set(['services', 'shop', 'commands', 'start'], start);
  await fleet.set(['ssh', 'keepAlive'], '1s');
  await fleet.set(['ssh', 'connectTimeout'], '2s');
  app = await openApp(fleet.workspace, {}, { now: () => new Date(Date.now() + aheadMs) });
});
afterAll(async () => {
  await app.close();
  await fleet.stop();
  rmSync(tools, { recursive: true, force: true });
});
afterEach(async () => {
  letGo();
  for (const { folder } of fleet.hosts) rmSync(join(folder, 'slow'), { force: true });
  await load.stop();
});

/** Begins to bring the other version, with load running, and resolves while the first host is being started. */
async function deployUntilStart(): Promise<{ readonly deployed: Promise<Deployed> }> {
  turnVersion();
  writeFileSync(join(web1.folder, 'hold'), '');
  const deployed = deploy(app.client, version);
  deployed.catch(() => undefined); // told where it is awaited
  await until('the first host is being started', () => startsOn(web1) > 0);
  return { deployed };
}

/** With load on these balancers; what was started before is not counted. */
function turnVersion(balancers = fleet.balancers): void {
  version = version === '1.0.0' ? '1.1.0' : '1.0.0';
  for (const { folder } of fleet.hosts) rmSync(join(folder, 'starts'), { force: true });
  load = startLoad({ port: balancers.map((it) => it.frontendPort), concurrency: 2, pauseMs: 10 });
}

function letGo(): void {
  rmSync(join(web1.folder, 'hold'), { force: true });
}

function startsOn({ folder }: RealHost): number {
  const file = join(folder, 'starts');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').length : 0;
}

/** Every host runs the version, in service on every balancer, started once; no request was lost, and nothing is owed. */
async function expectAllWell({ rollout, state }: Deployed): Promise<void> {
  expect(rollout.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
  expect((await load.stop()).failures).toEqual([]);
  for (const host of fleet.hosts) {
    expect([host.name, await fleet.versionOn(host.name), startsOn(host)]).toEqual([host.name, version, 1]);
  }
  expect((await fleet.statusOnBalancers()).filter((server) => !server.endsWith(' UP'))).toEqual([]);
  expect(state.debts).toEqual({});
  expect(await app.client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
}

describe('in the middle of a rollout', () => {
  it('connections that are cut again and again are made again: the rollout succeeds, and the step ran once', async () => {
    const { deployed } = await deployUntilStart();
    for (let cut = 0; cut < 3; cut += 1) {
      const logins = countLines(web1, /Accepted publickey/);
      await web1.sshd.dropConnections();
      await until('the app is back', () => countLines(web1, /Accepted publickey/) > logins);
    }
    letGo();
    await expectAllWell(await deployed);
  });

  it('a host that is frozen is told as out of sight, and gone on with when it wakes up', async () => {
    const notes = followNotes(app.client);
    const { deployed } = await deployUntilStart();
    const wakeUp = await freezeHost(web1);
    try {
      await until('it is out of sight', () => notes.some((text) => /connection lost|no answer/.test(text)));
      letGo();
    } finally {
      wakeUp();
    }
    await expectAllWell(await deployed);
  });

  it('a host that turns logins away (MaxStartups) is tried again until it lets one in', async () => {
    const { deployed } = await deployUntilStart();
    // One that never logs in takes the only place.
    const idler = connect({ port: web1.sshd.port, host: '127.0.0.1' }).on('error', () => undefined);
    try {
      await until('it takes the place', () => countLines(web1, /Connection from/) > 0);
      await web1.sshd.dropConnections();
      idler.destroy();
      const second = connect({ port: web1.sshd.port, host: '127.0.0.1' }).on('error', () => undefined);
      try {
        await until('a login is turned away', () => countLines(web1, /drop connection|MaxStartups/) > 1);
      } finally {
        second.destroy();
      }
    } finally {
      idler.destroy();
    }
    letGo();
    await expectAllWell(await deployed);
  });

  it('a disk that is slower than the time limit ends it before any host leaves its pool; afterwards it goes through', async () => {
    await fleet.set(['environments', 0, 'rollout', 'stepTimeout'], '3s');
    const impatient = await openApp(fleet.workspace);
    try {
      turnVersion();
      writeFileSync(join(web1.folder, 'slow'), '');
      const { rollout, state } = await deploy(impatient.client, version);
      expect(rollout.status).toMatchObject({
        kind: 'finished',
        result: 'failed',
        reason: 'The artifact could not be staged on web-1. No host left its pool.',
      });
      const verify = rollout.hosts['web-1']?.steps.find((step) => step.kind === 'verify');
      expect(verify?.result?.outcome).toMatchObject({ kind: 'failed', trouble: 'timedOut' });
      expect(state.debts).toEqual({});
      expect(fleet.hosts.map(startsOn)).toEqual([0, 0]);
      expect((await fleet.statusOnBalancers()).filter((server) => !server.endsWith(' UP'))).toEqual([]);
    } finally {
      await impatient.close();
      await fleet.set(['environments', 0, 'rollout', 'stepTimeout'], '5m');
    }
    // Slow, and not too slow.
    const deployed = deploy(app.client, version);
    await until(
      'it is verified',
      async () => (await readRecords(app.client)).at(-1)?.event.kind === 'stepBegun',
    );
    rmSync(join(web1.folder, 'slow'));
    await expectAllWell(await deployed);
  });

  it('a balancer that is reloaded forgets who is out, and is told so again: no request is lost', async () => {
    const { deployed } = await deployUntilStart();
    await fleet.balancers[1]?.reload();
    await until(
      'the host is out again',
      async () => (await fleet.statusOnBalancers()).filter((server) => server === 'web-1 MAINT').length === 2,
    );
    letGo();
    await expectAllWell(await deployed);
    const reloaded = (await readRecords(app.client)).flatMap(({ event }) =>
      event.kind === 'balancerReloaded' ? [event] : [],
    );
    expect(reloaded).toMatchObject([{ balancer: 'lb-2', restored: ['be_shop/web-1'] }]);
  });

  it('a balancer that is gone stops it: the host is a debt, the next one untouched, and deploying again brings both up', async () => {
    const [lb1, lb2] = fleet.balancers;
    if (!lb1 || !lb2) throw new Error('two balancers are needed');
    const before = version;
    turnVersion([lb1]);
    writeFileSync(join(web1.folder, 'hold'), '');
    const deployed = deploy(app.client, version);
    await until('the first host is being started', () => startsOn(web1) > 0);
    await lb2.crash();
    letGo();
    const { rollout, state } = await deployed;
    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'failed' });
    expect(rollout.hosts['web-1']?.outcome).toMatchObject({
      kind: 'failedOut',
      reason: expect.stringMatching(/balancer lb-2.*could not be held out/s),
    });
    expect(rollout.hosts['web-2']?.outcome).toBeUndefined();
    expect(Object.values(state.debts)).toMatchObject([{ host: 'web-1' }]);
    expect(await fleet.versionOn('web-2')).toBe(before);
    expect(serversOf(await lb1.ask('show stat be_shop 4 -1'))).toEqual(['web-1 MAINT', 'web-2 UP']);

    await lb2.startAgain();
    rmSync(join(web1.folder, 'starts')); // a host that failed is begun anew
    await expectAllWell(await deploy(app.client, version));
  });

  it('a clock that jumps back and forward changes nothing, and its limit is counted all the same', async () => {
    const { deployed } = await deployUntilStart();
    aheadMs = -5 * hourMs;
    letGo();
    await until('it goes on', () => startsOn(fleet.hosts[1] ?? web1) > 0);
    aheadMs = 7 * hourMs;
    await expectAllWell(await deployed);
    aheadMs = 0;
    const durations = Object.values((await deployed).rollout.hosts).flatMap(({ steps }) =>
      steps.map((step) => step.result?.durationMs ?? -1),
    );
    expect(durations.filter((ms) => ms < 0 || ms > hourMs)).toEqual([]);
  });
});

const hourMs = 3_600_000;

/**
 * A slow disk, approximated: on a host whose file `slow` stands, hashing waits until it is gone. It is what reads the whole
 * artifact, and the first thing to be held up where a disk does not keep up.
 */
function writeSlowTools(folder: string): void {
  const wait = 'while [ -n "$DISK" ] && [ -e "$DISK" ]; do sleep 0.05; done';
  writeFileSync(join(folder, 'sha256sum'), `#!/bin/sh\n${wait}\nexec /usr/bin/sha256sum "$@"\n`, {
    mode: 0o755,
  });
}

function countLines({ sshd }: RealHost, pattern: RegExp): number {
  return sshd
    .log()
    .split('\n')
    .filter((line) => pattern.test(line)).length;
}

function serversOf(stat: string): string[] {
  return stat
    .split('\n')
    .filter((line) => line.startsWith('be_shop,'))
    .map((line) => `${line.split(',')[1]} ${line.split(',')[17]}`);
}

/** What a person sees of a host that is out of sight. */
function followNotes(client: Client): string[] {
  const notes: string[] = [];
  client.subscribe(
    'progress',
    {},
    {
      onSnapshot: () => undefined,
      onEvents: (ticks) => void notes.push(...ticks.flatMap((it) => (it.kind === 'note' ? [it.text] : []))),
      onFault: () => undefined,
    },
  );
  return notes;
}
