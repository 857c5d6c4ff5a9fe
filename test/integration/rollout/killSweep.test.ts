import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../../shared/journal/state.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import { readKillSweep } from '../../fixtures/killSweep.ts';
import { startLoad, type Load } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { createRandom } from '../../fixtures/random.ts';
import { startCommand, startRealFleet, stopCommand, type RealFleet } from '../../fixtures/realFleet.ts';
import { tellStory } from '../../fixtures/tellStory.ts';
import { until } from '../../fixtures/until.ts';

/** `KILLS=50 KILL_SEED=7 npm test -- test/integration/rollout/killSweep.test.ts` for a long sweep; each takes some seconds. */
const { kills, seed } = readKillSweep({ kills: 3, seed: 7 });
const bin = resolve(import.meta.dirname, '../../../bin/signalbox.js');
const random = createRandom(seed);

let fleet: RealFleet;
/** Somebody who looks on, and tells what is in the journal. */
let watcher: OpenApp;
let load: Load;

beforeAll(async () => {
  // One host alone, then two at once.
  fleet = await startRealFleet({
    hosts: 3,
    rollout: { batches: [1, '100%'], parallel: 2, minHealthy: 1, soak: '50ms' },
  });
  // Each command of the service says on its host that it runs; one that is cut off was begun all the same.
  const told = (command: string, text: string): string => `echo ${command} >>"$ROOT/told"\n${text}`;
  await fleet.set(['services', 'shop', 'commands'], {
    precheck: 'sleep 0.05',
    stop: told('stop', stopCommand),
    start: told('start', startCommand),
    warm: told('warm', 'sleep 0.05'),
  });
  watcher = await openApp(fleet.workspace, { machine: hostname() });
  load = startLoad({
    port: fleet.balancers.map((balancer) => balancer.frontendPort),
    concurrency: 2,
    pauseMs: 10,
  });
});
afterAll(async () => {
  await load.stop();
  await watcher.close();
  await fleet.stop();
});

/** When a process is killed: so many records after it began, and a little later. */
interface Moment {
  readonly records: number;
  readonly laterMs: number;
}

it(
  'a rollout that is killed at any moment, and deployed again, ends with every server UP on one version: no request lost, no command run twice',
  { timeout: 120_000 + kills * 120_000 },
  async () => {
    const moments: Moment[] = [];
    let version = '1.1.0';
    while (moments.length < kills) {
      const fromSeq = await headSeq();
      const ofThisOne: Moment[] = [];
      try {
        prepareHosts(version);
        const length = await planLength(version);
        // Once, or several times in a row.
        for (let left = 1 + random(3); left > 0 && moments.length < kills; left -= 1) {
          const moment = { records: 1 + random(length), laterMs: random(150) };
          if ((await deploy(version, moment)) !== 'killed') break;
          moments.push(moment);
          ofThisOne.push(moment);
        }
        await expectEnd(version, fromSeq, await deploy(version));
      } catch (error) {
        const told = ofThisOne
          .map((it) => `${it.records} records and ${it.laterMs} ms`)
          .join(', then after ');
        const story = tellStory(await recordsAfter(fromSeq));
        throw new Error(`KILL_SEED=${seed}, kill ${moments.length}: killed after ${told}\n${story}`, {
          cause: error,
        });
      }
      version = version === '1.1.0' ? '1.0.0' : '1.1.0';
    }

    expect((await load.stop()).failures).toEqual([]);
    expect(await watcher.client.call('journal.verify', {})).toMatchObject({ ok: true, findings: [] });
    expect(watcher.errors).toEqual([]);
    for (const { folder } of fleet.hosts) {
      expect(readdirSync(join(folder, 'shop/.signalbox')).toSorted()).toEqual(['number', 'steps']);
      expect(readdirSync(join(folder, 'shop/.signalbox/steps'))).toEqual([]);
    }
  },
);

/** The version has to be brought anew, and nothing of it was done yet. */
function prepareHosts(version: string): void {
  const sha256 = fleet.digests[version] ?? '';
  for (const { folder } of fleet.hosts) {
    rmSync(join(folder, 'told'), { force: true });
    rmSync(join(folder, `shop/artifacts/${sha256}`), { force: true });
    rmSync(join(folder, `shop/releases/${version}-${sha256.slice(0, 12)}`), { recursive: true, force: true });
  }
}

/** In a process of its own, as a person does it; killed at a moment, where one is given and it comes. */
async function deploy(
  version: string,
  moment?: Moment,
): Promise<'killed' | { code: unknown; output: string }> {
  const fromSeq = await headSeq();
  const args = [bin, 'deploy', 'shop', version, 'production', '--yes-production', 'production'];
  const child = spawn(process.execPath, [...args, '--workspace', fleet.workspace], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = once(child, 'close');
  const hasEnded = (): boolean => child.exitCode !== null;
  try {
    if (moment) {
      await until(
        `${moment.records} records`,
        async () => hasEnded() || (await headSeq()) >= fromSeq + moment.records,
        300_000,
      );
      await delay(moment.laterMs); // no wait for anything: it is what spreads the moments over a step
      child.kill('SIGKILL');
    }
    await ended;
    return child.signalCode === 'SIGKILL' ? 'killed' : { code: child.exitCode, output };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

async function expectEnd(
  version: string,
  fromSeq: number,
  ended: Awaited<ReturnType<typeof deploy>>,
): Promise<void> {
  expect(ended).toMatchObject({ code: 0, output: expect.stringContaining('succeeded') });
  for (const { name } of fleet.hosts) expect([name, await fleet.versionOn(name)]).toEqual([name, version]);
  expect((await fleet.statusOnBalancers()).filter((server) => !server.endsWith(' UP'))).toEqual([]);
  const told = fleet.hosts.map(({ name, folder }) => [name, ...readTold(folder)]);
  expect(told).toEqual(fleet.hosts.map(({ name }) => [name, 'stop', 'start', 'warm']));

  const records = await recordsAfter(0);
  const state = reduceAll(emptyJournalState, records);
  expect(state.debts).toEqual({});
  const ids = records.flatMap(({ seq, event }) =>
    seq > fromSeq && event.kind === 'rolloutRequested' ? [event.rolloutId] : [],
  );
  const rollouts = ids.flatMap((id) => state.rollouts[id] ?? []);
  // An intent without an outcome is one of a rollout that is known to be interrupted.
  for (const { id, status, hosts } of rollouts) {
    expect([id, status.kind]).toEqual([id, expect.stringMatching(/interrupted|finished/)]);
    const open = Object.values(hosts).flatMap(({ steps }) => steps.filter((step) => !step.result));
    expect([id, status.kind === 'finished' ? open : []]).toEqual([id, []]);
  }
  expect(rollouts.at(-1)?.status).toMatchObject({ kind: 'finished', result: 'succeeded' });
  expect(load.failed).toBe(0);
}

function readTold(folder: string): string[] {
  const file = join(folder, 'told');
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

/** How many records a rollout from here makes, about: an intent and an outcome for each step. */
async function planLength(version: string): Promise<number> {
  const { plan } = await watcher.client.call('rollouts.plan', {
    service: serviceName.parse('shop'),
    environment: environmentName.parse('production'),
    version,
  });
  return plan.hosts.reduce((sum, host) => sum + 2 * (host.staging.length + host.steps.length), 0);
}

async function headSeq(): Promise<number> {
  const { records } = await watcher.client.call('journal.records', { afterSeq: lastSeq, limit: 1_000 });
  lastSeq = records.at(-1)?.seq ?? lastSeq;
  return lastSeq;
}
let lastSeq = 0;

async function recordsAfter(afterSeq: number): Promise<readonly JournalRecord[]> {
  const all: JournalRecord[] = [];
  for (;;) {
    const seq = all.at(-1)?.seq ?? afterSeq;
    const { records } = await watcher.client.call('journal.records', { afterSeq: seq, limit: 10_000 });
    if (records.length === 0) return all;
    all.push(...records);
  }
}
