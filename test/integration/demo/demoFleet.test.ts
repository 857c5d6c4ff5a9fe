import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askBalancer, parseStatRows } from '../../../electron/demo/balancers/askBalancer.ts';
import { startDemoFleet, type DemoFleet } from '../../../electron/demo/demoFleet.ts';
import { waitUntil } from '../../../electron/demo/processes/waitUntil.ts';
import type { DemoClient } from './demoClient.ts';
import { readDemoWorkspace, type DemoWorkspace } from './demoWorkspace.ts';
import { leftoversOf, processesOf } from './leftovers.ts';

const deadlineMs = 20_000;

describe.each(['haproxy', 'in-process'] as const)('the demo fleet behind %s', (balancers) => {
  let fleet: DemoFleet;
  let workspace: DemoWorkspace;

  beforeAll(async () => {
    fleet = await startDemoFleet({ balancers });
    workspace = readDemoWorkspace(fleet.workspaceDirectory);
  });
  afterAll(() => fleet.dispose());

  it('has the first release on every host, laid out as a rollout leaves it', () => {
    expect(fleet.balancerKind).toBe(balancers);
    const { folder, sha256, commit } = workspace.release('1.0.0');
    for (const host of ['staging-1', 'staging-2', ...workspace.production]) {
      const directory = join(fleet.workspaceDirectory, 'hosts', host, 'shop');
      expect(readlinkSync(join(directory, 'current'))).toBe(`releases/${folder}`);
      expect(readFileSync(join(directory, 'current/.signalbox-release'), 'utf8')).toBe(
        `service shop\nversion 1.0.0\ncommit ${commit}\nsha256 ${sha256}\n`,
      );
      expect(sha256Of(join(directory, 'artifacts', sha256))).toBe(sha256);
    }
  });

  it('has releases whose digests and commits are true', () => {
    const repository = join(fleet.workspaceDirectory, 'repository');
    for (const version of fleet.versions) {
      const { path, sha256, commit } = workspace.release(version);
      expect(sha256Of(path)).toBe(sha256);
      const git = (...words: string[]) =>
        execFileSync('git', ['-C', repository, ...words], { encoding: 'utf8' }).trim();
      expect(git('rev-parse', `v${version}^{commit}`)).toBe(commit);
      expect(git('show', `${commit}:VERSION`)).toBe(version);
    }
  });

  it('upgrades all of production by hand, host by host, without a lost request', async () => {
    fleet.traffic.start({ requestsPerSecond: 100 });
    const before = fleet.traffic.totals();
    for (const host of workspace.production) await upgradeHost(workspace, host, '1.1.0');
    const upgradedAt = fleet.traffic.totals().byVersion['1.1.0'] ?? 0;
    await waitUntil(() => (fleet.traffic.totals().byVersion['1.1.0'] ?? 0) > upgradedAt + 50, {
      what: 'fifty more answers of the new version',
      deadlineMs,
    });
    await fleet.traffic.stop();
    const { requests, failed, failures } = fleet.traffic.totals();
    expect(failures).toEqual([]);
    expect(failed).toBe(0);
    expect(requests).toBeGreaterThan(before.requests + 50);
    for (const socket of workspace.sockets) {
      const rows = parseStatRows(await askBalancer(socket, 'show stat shop 4 -1'));
      expect(rows.map((row) => row['status'])).toEqual(Array(6).fill('UP'));
    }
  });

  it('counts what goes wrong when a host is stopped without being drained', async () => {
    const [host = ''] = workspace.production;
    const client = await workspace.connect(host);
    const { failed } = fleet.traffic.totals();
    fleet.traffic.start({ requestsPerSecond: 200 });
    expect((await runWith(client, workspace, host, workspace.commands?.stop ?? '')).code).toBe(0);
    await waitUntil(() => fleet.traffic.totals().failed > failed, { what: 'a failed request', deadlineMs });
    await fleet.traffic.stop();
    expect(fleet.traffic.totals().failures[0]).toMatch(/^lb-[12] \/(report)?: (status 50[234]|E\w+)$/);
    expect((await runWith(client, workspace, host, workspace.commands?.start ?? '')).code).toBe(0);
    await client.close();
  });

  it('has a release that starts and never becomes healthy', async () => {
    const client = await workspace.connect('staging-1');
    await install(client, workspace, '1.2.0');
    await switchTo(client, workspace, 'staging-1', '1.2.0');
    const port = workspace.variables('staging-1')['SHOP_PORT'];
    const look = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    await waitUntil(async () => (await look('/version'))?.status === 200, { what: 'it answers', deadlineMs });
    expect(await (await look('/version'))?.json()).toMatchObject({ version: '1.2.0' });
    // Longer than the good releases take to warm up.
    await waitUntil(async () => (await client.run('sleep 0.5')).code === 0, {
      what: 'half a second',
      deadlineMs,
    });
    expect((await look('/health'))?.status).toBe(503);
    await client.close();
  });

  it('leaves no process and no folder behind', async () => {
    const folders = [fleet.workspaceDirectory, workspace.runDirectory];
    const client = await workspace.connect('web-1');
    const lasting = await client.exec('echo up; sleep 600 & sleep 600');
    await once(lasting, 'data');
    expect(processesOf(folders).length).toBeGreaterThan(8);
    const ended = once(client.raw, 'close');
    await fleet.dispose();
    await ended;
    expect(leftoversOf(folders)).toEqual([]);
    await fleet.dispose();
  });
});

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The safe sequence, on both balancers, with nothing but SSH and raw lines. */
async function upgradeHost(workspace: DemoWorkspace, host: string, version: string): Promise<void> {
  const client = await workspace.connect(host);
  await install(client, workspace, version);
  await askAll(workspace, `set server shop/${host} state drain`);
  await untilAll(workspace, host, (row) => row['scur'] === '0' && row['qcur'] === '0');
  await askAll(workspace, `set server shop/${host} state drain; set server shop/${host} health down`);
  await switchTo(client, workspace, host, version);
  await untilAll(
    workspace,
    host,
    (row) => row['status'] === 'DRAIN' && row['check_status'] === 'L7OK' && row['check_health'] === '3',
  );
  const port = workspace.variables(host)['SHOP_PORT'];
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toContain(`shop ${version} on ${host}`);
  await askAll(workspace, `set server shop/${host} state ready`);
  await client.close();
}

async function install(client: DemoClient, workspace: DemoWorkspace, version: string): Promise<void> {
  const { path, sha256, folder } = workspace.release(version);
  const sftp = await client.sftp();
  await new Promise<void>((done, fail) =>
    sftp.fastPut(path, `shop/artifacts/${sha256}`, (error) => (error ? fail(error) : done())),
  );
  const unpack = `cd shop && mkdir -p releases/${folder} && tar xzf artifacts/${sha256} -C releases/${folder}`;
  expect(await client.run(unpack)).toMatchObject({ code: 0 });
}

async function switchTo(
  client: DemoClient,
  workspace: DemoWorkspace,
  host: string,
  version: string,
): Promise<void> {
  const { folder } = workspace.release(version);
  const { commands } = workspace;
  expect(await runWith(client, workspace, host, commands?.precheck ?? '')).toMatchObject({ code: 0 });
  expect(await runWith(client, workspace, host, commands?.stop ?? '')).toMatchObject({ code: 0 });
  expect(await client.run(`cd shop && ln -sfn releases/${folder} next && mv -T next current`)).toMatchObject({
    code: 0,
  });
  expect(await runWith(client, workspace, host, commands?.start ?? '')).toMatchObject({ code: 0 });
}

function runWith(client: DemoClient, workspace: DemoWorkspace, host: string, command: string) {
  const exports = Object.entries(workspace.variables(host)).map(
    ([name, value]) => `export ${name}='${value}'\n`,
  );
  return client.run(`${exports.join('')}${command}`);
}

async function askAll(workspace: DemoWorkspace, line: string): Promise<void> {
  for (const reply of await Promise.all(workspace.sockets.map((socket) => askBalancer(socket, line)))) {
    expect(reply).toMatch(/^\n+$/);
  }
}

async function untilAll(
  workspace: DemoWorkspace,
  host: string,
  isSo: (row: Readonly<Record<string, string>>) => boolean,
): Promise<void> {
  const look = async (socket: string): Promise<boolean> => {
    const rows = parseStatRows(await askBalancer(socket, 'show stat shop 4 -1'));
    return rows.some((row) => row['svname'] === host && isSo(row));
  };
  await waitUntil(async () => (await Promise.all(workspace.sockets.map(look))).every(Boolean), {
    what: `both balancers agree on ${host}`,
    deadlineMs,
  });
}
