import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../../fixtures/freePorts.ts';
import { startHaproxy, type RunningHaproxy } from '../../fixtures/haproxy.ts';
import type { Cleanup } from '../lib/cleanup.ts';
import { addRelease } from './addRelease.ts';
import { startCommand, stopCommand } from './shopCommands.ts';
import { startSshHosts } from './startSshHosts.ts';
import { workspaceText } from './workspaceText.ts';

const run = promisify(execFile);

export interface ServiceHost {
  readonly name: string;
  readonly port: number;
  readonly sshPort: number;
  /** The service's folder on the host. */
  readonly shop: string;
}

export interface RolloutFleet {
  readonly workspace: string;
  readonly hosts: readonly ServiceHost[];
  readonly balancers: readonly RunningHaproxy[];
  readonly backend: string;
  readonly login: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** Of the machine on which the balancers run. */
  readonly edgePort: number;
  /** How many hosts the app rolls beside each other from now on. */
  setBatch(hosts: number): Promise<void>;
}

const backend = 'be_shop';

/** One sshd and one service for each host, two HAProxy on a machine of their own; release 1.0.0 runs everywhere. */
export async function startRolloutFleet(count: number, cleanup: Cleanup): Promise<RolloutFleet> {
  const root = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(root, { recursive: true, force: true }));
  const workspace = join(root, 'workspace');
  await mkdir(workspace);

  const ssh = await startSshHosts(root, count + 1);
  cleanup.add(() => ssh.stop());
  const [edge, ...sshds] = ssh.sshds;
  if (!edge) throw new Error('there is no machine for the balancers');
  const knownHostsFile = join(workspace, 'known_hosts');
  await writeFile(knownHostsFile, ssh.knownHosts);

  const ports = await freePorts(count);
  const hosts = sshds.map((sshd, index) => {
    const name = `web-${index + 1}`;
    const folder = join(root, 'hosts', name);
    return { name, sshd, sshPort: sshd.port, folder, shop: join(folder, 'shop'), port: ports[index] ?? 0 };
  });
  const { artifactFile } = await addRelease(workspace, '1.0.0', 0);
  cleanup.add(async () => void (await Promise.all(hosts.map((host) => runIn(host, stopCommand)))));
  await Promise.all(hosts.map((host) => installFirst(host, artifactFile)));

  const servers = hosts.map(({ name, port }) => ({ name, port }));
  const pools = [{ backend, servers }];
  const balancers = [await startHaproxy({ pools }), await startHaproxy({ pools })];
  for (const balancer of balancers) cleanup.add(() => balancer.stop());

  const identityFile = ssh.key.privateKeyFile;
  const setBatch = (batch: number): Promise<void> =>
    writeFile(
      join(workspace, 'signalbox.yaml'),
      workspaceText({ hosts, edge, balancers, backend, identityFile, batch }),
    );
  await setBatch(1);
  const { user: login, port: edgePort } = edge;
  return { workspace, hosts, balancers, backend, login, identityFile, knownHostsFile, edgePort, setBatch };
}

async function installFirst(host: ServiceHost, artifactFile: string): Promise<void> {
  const release = join(host.shop, 'releases', '1.0.0');
  await mkdir(release, { recursive: true });
  await run('tar', ['-xzf', artifactFile, '-C', release]);
  await symlink('releases/1.0.0', join(host.shop, 'current'));
  await runIn(host, startCommand);
}

async function runIn(host: ServiceHost, command: string): Promise<void> {
  const env = { ...process.env, NODE: process.execPath, SHOP_PORT: String(host.port) };
  await run('sh', ['-c', command], { cwd: host.shop, env });
}
