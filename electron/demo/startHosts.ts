import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoFolders } from './demoFolders.ts';
import { createHostShell } from './hosts/hostShell.ts';
import { startSshHost, type SshHost } from './hosts/sshHost.ts';
import { createSshKeyPair, knownHostsLine, type SshKeyPair } from './hosts/sshKeys.ts';
import type { Lifeline } from './processes/lifeline.ts';

export const demoUser = 'demo';

export interface StartedHosts {
  find(name: string): SshHost;
  close(): Promise<void>;
}

/**
 * Starts an SSH server for each name, and writes the workspace's keys and known hosts.
 *
 * @param socketsOf the Unix sockets that can be reached through a host.
 */
export async function startHosts(
  names: readonly string[],
  folders: DemoFolders,
  lifeline: Lifeline,
  socketsOf: (name: string) => readonly string[],
): Promise<StartedHosts> {
  const loginKey = createSshKeyPair('signalbox-demo');
  const hosts = await Promise.all(
    names.map(async (name) => {
      const home = join(folders.hosts, name);
      await mkdir(home);
      const shell = createHostShell({ home, user: demoUser, lifeline });
      return startSshHost({
        name,
        user: demoUser,
        shell,
        hostKey: createSshKeyPair(name),
        authorizedKey: loginKey.publicKey,
        sockets: socketsOf(name),
      });
    }),
  );
  await writeKeys(folders.workspace, loginKey, hosts);
  return {
    find(name) {
      const host = hosts.find((it) => it.name === name);
      if (!host) throw new Error(`no host ${name} in the demo`);
      return host;
    },
    async close() {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

async function writeKeys(workspace: string, loginKey: SshKeyPair, hosts: readonly SshHost[]): Promise<void> {
  const keys = join(workspace, 'keys');
  await mkdir(keys, { mode: 0o700 });
  const knownHosts = hosts.map((host) => `${knownHostsLine(host.port, host.hostKey)}\n`).join('');
  await Promise.all([
    writeFile(join(keys, 'demo_ed25519'), loginKey.privateKey, { mode: 0o600 }),
    writeFile(join(keys, 'demo_ed25519.pub'), `${loginKey.publicKey}\n`),
    writeFile(join(keys, 'ssh_config'), '# Empty on purpose: the demo needs no settings of yours.\n'),
    writeFile(join(workspace, 'known_hosts'), knownHosts),
  ]);
}
