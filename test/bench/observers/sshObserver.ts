import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pLimit from 'p-limit';
import type { ObservedHosts } from '../fleet/startObservedHosts.ts';
import type { Observer } from './observer.ts';

const run = promisify(execFile);

export interface SshObserver extends Observer {
  /** Looks with so many clients at once. */
  observeWith(clientsAtOnce: number): Promise<readonly string[]>;
}

/**
 * The `ssh` client with a ControlMaster that stands for each host. `xargs` starts the clients: it costs less
 * than Node would.
 */
export async function connectSshObserver(observed: ObservedHosts): Promise<SshObserver> {
  const configFile = join(observed.folder, 'ssh_config');
  await mkdir(join(observed.folder, 'control'));
  await writeFile(configFile, toConfig(observed));
  const client = await writeClient(observed.folder, configFile);
  const hostsFile = join(observed.folder, 'hosts.txt');
  await writeFile(hostsFile, observed.hosts.map(({ name, directory }) => `${name} ${directory}\n`).join(''));
  const limit = pLimit(10);
  await limit.map(observed.hosts, ({ name }) =>
    run('ssh', ['-F', configFile, '-o', 'ControlMaster=yes', '-N', '-f', name]),
  );

  const observeWith = async (clientsAtOnce: number): Promise<readonly string[]> => {
    const { stdout } = await run('xargs', ['-a', hostsFile, '-L', '1', '-P', String(clientsAtOnce), client]);
    return [...stdout.matchAll(/^version (.+)$/gm)].map((match) => match[1] ?? '');
  };
  return {
    observeWith,
    observe: () => observeWith(observed.hosts.length),
    close: async () =>
      void (await limit.map(observed.hosts, ({ name }) =>
        run('ssh', ['-F', configFile, '-O', 'exit', name]),
      )),
  };
}

/** `ssh` itself takes the shell's place, so that nothing but the client runs. */
async function writeClient(folder: string, configFile: string): Promise<string> {
  const file = join(folder, 'observe-one');
  const command = `exec ssh -F ${configFile} -n "$1" "cat $2/current/.signalbox-release"`;
  await writeFile(file, `#!/bin/sh\n${command}\n`);
  await chmod(file, 0o700);
  return file;
}

function toConfig({ folder, hosts, identityFile, knownHostsFile }: ObservedHosts): string {
  const each = hosts.map(({ name, port, user }) =>
    [`Host ${name}`, `  Port ${port}`, `  User ${user}`, `  ControlPath ${folder}/control/${name}`].join(
      '\n',
    ),
  );
  const all = [
    'Host *',
    '  HostName 127.0.0.1',
    `  IdentityFile ${identityFile}`,
    '  IdentitiesOnly yes',
    '  IdentityAgent none',
    `  UserKnownHostsFile ${knownHostsFile}`,
    '  GlobalKnownHostsFile /dev/null',
    '  StrictHostKeyChecking yes',
    '  BatchMode yes',
    '  LogLevel ERROR',
  ].join('\n');
  return `${[...each, all].join('\n')}\n`;
}
