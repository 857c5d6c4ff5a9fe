import { readdir, readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import { environmentName, serviceName } from '../../../shared/model/names.ts';
import {
  createPlaybookRepository,
  shopPlaybook,
  useEngine,
  type PlaybookRepository,
} from '../../fixtures/ansibleShop.ts';
import { deploy, follow } from '../../fixtures/deploy.ts';
import { startLoad } from '../../fixtures/load.ts';
import { openApp, type OpenApp } from '../../fixtures/openApp.ts';
import { startRealFleet, type RealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { startSignalbox } from '../terminal/signalbox.ts';

// The stories follow one another: each begins where the one before left the hosts.
const shop = { service: serviceName.parse('shop'), environment: environmentName.parse('production') };

let fleet: RealFleet;
let playbooks: PlaybookRepository;
let commit: string;
let opened: OpenApp;

const engine = (variables: Readonly<Record<string, string>> = {}) => ({
  repository: playbooks.directory,
  commit,
  playbook: 'deploy.yml',
  inventory: 'inventories/production',
  variables,
});

beforeAll(async () => {
  playbooks = await createPlaybookRepository();
  commit = await playbooks.commit({
    'deploy.yml': shopPlaybook,
    // Where hosts are is said by the workspace: these two are overruled.
    'inventories/production':
      '[shop]\nweb-[1:3] ansible_host=192.0.2.1 ansible_user=nobody ansible_python_interpreter=python3\n',
  });
  fleet = await startRealFleet({
    hosts: 3,
    balancers: 1,
    rollout: { batches: [1, '100%'], parallel: 2, minHealthy: 1 },
  });
  await useEngine(fleet, engine());
  opened = await openApp(fleet.workspace, { environment: process.env });
});

afterAll(async () => {
  await opened.close();
  await fleet.stop();
  await playbooks.remove();
});

// Ansible takes a second of a processor to start: on a machine that is busy, many.
describe('Ansible as the engine, over real sshd and HAProxy', { timeout: 300_000 }, () => {
  it('rolls batch by batch without a failed request, and tells of each task while it runs', async () => {
    const ticks = watchProgress(opened);
    const ports = fleet.balancers.map((balancer) => balancer.frontendPort);
    const load = startLoad({ port: ports, concurrency: 2, pauseMs: 25 });
    const { rollout } = await deploy(opened.client, '1.1.0');
    const traffic = await load.stop();
    ticks.close();

    expect(rollout.status).toEqual({ kind: 'finished', result: 'succeeded', reason: undefined });
    expect(traffic.failures).toEqual([]);
    expect(traffic.ok).toBeGreaterThan(50);
    for (const host of fleet.hosts) expect(await fleet.versionOn(host.name)).toBe('1.1.0');
    expect((await fleet.statusOnBalancers()).every((server) => server.endsWith(' UP'))).toBe(true);
    expect(rollout.hosts['web-2']?.steps.find((step) => step.kind === 'playbook')?.result).toMatchObject({
      outcome: { kind: 'ok' },
      detail: '1 changed, 1 ok, 2 skipped',
    });
    expect(ticks.tails('web-3')).toContainEqual(
      expect.stringMatching(/skipped: refuse a host\n… install\n$/),
    );

    const { plan } = await opened.client.call('rollouts.plan', { ...shop, version: '1.1.0' });
    expect(plan.batches).toEqual([['web-1'], ['web-2', 'web-3']]);
    const planned = plan.hosts[2]?.steps.find((step) => step.kind === 'playbook')?.lines.at(-1)?.text;
    expect(planned).toContain('--limit web-2,web-3 --forks 2 --extra-vars');
    const sha256 = rollout.hosts['web-3']?.steps.find((step) => step.kind === 'playbook')?.result
      ?.outputSha256;
    const output = await opened.client.call('journal.blob', { sha256: sha256 ?? '', maxBytes: 10_000 });
    expect(output.text.split('\n')[0]).toBe(planned);
    await untilNothingIsLeft();
    expect(opened.errors).toEqual([]);
  });

  it('does nothing to a host that has the release already', async () => {
    const { rollout } = await deploy(opened.client, '1.1.0');
    expect(Object.values(rollout.hosts).map((host) => host.outcome?.kind)).toEqual(
      Array(3).fill('unchanged'),
    );
  });

  it('ends with the app that is killed, and the next one finds on the hosts what is left to be done', async () => {
    await opened.close();
    await useEngine(fleet, engine({ fail_on: 'web-2', hold_at: gate() }));
    const words = [
      'rollback',
      'shop',
      'production',
      '--reason',
      'orders are lost',
      '--yes-production',
      'production',
    ];
    const killed = startSignalbox([...words, '--workspace', fleet.workspace]);
    // web-1 is through; the second run waits for its gate.
    const run = await until('the run for web-3 has begun', () => readRun('web-3'), 240_000);
    killed.signal('SIGKILL');
    await killed.finished;
    await until('the run is gone with it', () => !isAlive(-run.pid));
    expect(await fleet.statusOnBalancers()).toEqual(['web-1 UP', 'web-2 MAINT', 'web-3 MAINT']);
  });

  it('goes on by going back: it tells a host where the playbook fails from one that cannot be reached', async () => {
    opened = await openApp(fleet.workspace, { environment: process.env, machine: hostname() });
    const ticks = watchProgress(opened);

    const wanted = await opened.client.call('rollouts.planRollback', shop);
    expect(wanted.plan.release.version).toBe('1.0.0');
    expect(
      wanted.plan.hosts[0]?.steps.find((step) => step.kind === 'playbook')?.lines.at(-1)?.text,
    ).toContain('"signalbox_version":"1.0.0"');
    const { planSha256 } = wanted;
    const { rolloutId } = await opened.client.call('rollouts.rollBack', {
      ...shop,
      planSha256,
      confirmEnvironment: 'production',
      reason: 'to be seen',
    });
    await until(
      'web-3 waits at the gate',
      () => ticks.tails('web-3').some((it) => it.includes('gate')),
      240_000,
    );
    await fleet.hosts[2]?.sshd.stop();
    await writeFile(gate(), '');
    const { rollout, state } = await follow(opened.client, rolloutId);
    ticks.close();

    expect(rollout.status).toMatchObject({ kind: 'finished', result: 'failed' });
    expect(rollout.hosts['web-1']?.outcome).toEqual({ kind: 'unchanged' });
    expect(rollout.hosts['web-2']?.outcome).toEqual({
      kind: 'failedOut',
      reason: 'playbook: refuse a host: not this one / <b>at all</b>',
    });
    expect(rollout.hosts['web-3']?.outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/^playbook: unreachable at /),
    });
    expect(await fleet.versionOn('web-1')).toBe('1.0.0');
    expect(await fleet.versionOn('web-2')).toBe('1.1.0');
    expect(await fleet.statusOnBalancers()).toEqual(['web-1 UP', 'web-2 MAINT', 'web-3 MAINT']);
    expect(
      Object.values(state.debts)
        .map((debt) => debt.host)
        .toSorted(),
    ).toEqual(['web-2', 'web-3']);
    await untilNothingIsLeft();
  });
});

const gate = (): string => join(fleet.workspace, 'gate');

/** The run that works on this host now, as it is noted for whoever has to end it. */
async function readRun(host: string): Promise<{ readonly pid: number } | undefined> {
  const folder = join(fleet.workspace, '.signalbox', 'ansible');
  const [name] = await readdir(folder).catch(() => []);
  const text =
    name && (await readFile(join(folder, name, 'signalbox', 'running.json'), 'utf8').catch(() => ''));
  if (!text) return undefined;
  const { pid } = JSON.parse(text) as { readonly pid: number };
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return words.split('\0').some((word) => word.split(',').includes(host)) ? { pid } : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilNothingIsLeft(): Promise<void> {
  const folder = join(fleet.workspace, '.signalbox', 'ansible');
  await until('the files of the run are gone', async () => (await readdir(folder)).length === 0);
}

function watchProgress({ client }: OpenApp): { tails(host: string): string[]; close(): void } {
  const seen: ProgressTick[] = [];
  const subscription = client.subscribe(
    'progress',
    {},
    {
      onSnapshot: (ticks) => void seen.push(...ticks),
      onEvents: (ticks) => void seen.push(...ticks),
      onFault: (fault) => {
        throw fault;
      },
    },
  );
  return {
    tails: (host) => seen.flatMap((it) => (it.kind === 'output' && it.host === host ? [it.tail] : [])),
    close: () => subscription.close(),
  };
}
