import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cleanup } from '../lib/cleanup.ts';
import { startSshHosts } from './startSshHosts.ts';

export interface ObservedHostEntry {
  readonly name: string;
  readonly port: number;
  readonly user: string;
  /** The service's folder; its release file says `version`. */
  readonly directory: string;
  readonly version: string;
}

export interface ObservedHosts {
  readonly folder: string;
  readonly hosts: readonly ObservedHostEntry[];
  readonly sshds: number;
  readonly identityFile: string;
  readonly knownHosts: string;
  readonly knownHostsFile: string;
}

const loginsPerSshd = 10;

/**
 * Hosts to observe: each has its own connection and its own release file, but ten share one sshd, since a
 * hundred of them would only add a hundred idle listeners.
 */
export async function startObservedHosts(count: number, cleanup: Cleanup): Promise<ObservedHosts> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  const ssh = await startSshHosts(folder, Math.ceil(count / loginsPerSshd));
  cleanup.add(() => ssh.stop());
  const knownHostsFile = join(folder, 'known_hosts');
  await writeFile(knownHostsFile, ssh.knownHosts);
  const hosts = Array.from({ length: count }, (_, index): ObservedHostEntry => {
    const sshd = ssh.sshds[Math.floor(index / loginsPerSshd)];
    if (!sshd) throw new Error(`no sshd for host ${index}`);
    const name = `host-${index + 1}`;
    return {
      name,
      port: sshd.port,
      user: sshd.user,
      directory: join(folder, 'hosts', name, 'shop'),
      version: `1.${index}.0`,
    };
  });
  await Promise.all(hosts.map(writeReleaseFile));
  return {
    folder,
    hosts,
    sshds: ssh.sshds.length,
    identityFile: ssh.key.privateKeyFile,
    knownHosts: ssh.knownHosts,
    knownHostsFile,
  };
}

async function writeReleaseFile({ directory, version }: ObservedHostEntry): Promise<void> {
  const facts = [
    'service shop',
    `version ${version}`,
    `commit ${'1'.repeat(40)}`,
    `sha256 ${'2'.repeat(64)}`,
  ];
  await mkdir(join(directory, 'current'), { recursive: true });
  await writeFile(join(directory, 'current', '.signalbox-release'), `${facts.join('\n')}\n`);
}
