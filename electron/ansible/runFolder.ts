import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeploymentTarget, Host, Workspace } from '../../shared/model/workspace.ts';
import { toInventoryEntry } from './literals.ts';
import { knownHostsText, sshConfigText } from './sshConfigText.ts';

/** What one rollout needs on this machine: the commit's files, and beside them what Signalbox says itself. */
export interface RunFolder {
  /** Everything is run in here. */
  readonly files: string;
  readonly settings: string;
  readonly configFile: string;
  /** Sockets of shared connections: their path must be short (unix(7): 108 bytes). */
  readonly controlFolder: string;
  remove(): Promise<void>;
}

export interface RunFolderParts {
  /** Not there yet. */
  readonly folder: string;
  readonly workspace: Pick<Workspace, 'hosts' | 'ssh'>;
  readonly target: DeploymentTarget;
  /** Writes the files of the pinned commit into a folder that is not there yet. */
  exportFiles(into: string): Promise<void>;
}

/** Pipelining saves a copy for each task, and the file that it would leave. */
const ownConfig = '[ssh_connection]\npipelining = True\n';

export async function prepareRunFolder(parts: RunFolderParts): Promise<RunFolder> {
  const { folder, workspace, target } = parts;
  const settings = join(folder, 'signalbox');
  const files = join(folder, 'files');
  await mkdir(join(settings, 'plugins'), { recursive: true, mode: 0o700 });
  const controlFolder = await mkdtemp(join(tmpdir(), 'sbx-'));
  const remove = async (): Promise<void> => {
    await rm(controlFolder, { recursive: true, force: true });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await parts.exportFiles(files);
    const knownHosts = join(settings, 'known_hosts');
    const write = (name: string, text: string): Promise<void> =>
      writeFile(join(settings, name), text, { mode: 0o600 });
    await write('known_hosts', knownHostsText(await Promise.all(workspace.ssh.knownHosts.map(readIfThere))));
    await write('ssh_config', sshConfigText({ ...workspace, knownHosts, controlFolder }));
    await write('hosts.json', JSON.stringify(toInventory(workspace.hosts, target), undefined, 2));
    await write('ansible.cfg', ownConfig);
    // Lies elsewhere: whoever cleans up after this app has to find it.
    await write('control_folder', controlFolder);
    // Python cannot read out of the archive that a packed desktop is.
    await write(
      'plugins/signalbox_events.py',
      await readFile(new URL('./plugins/signalbox_events.py', import.meta.url), 'utf8'),
    );
    const theirs = join(files, 'ansible.cfg');
    return {
      files,
      settings,
      configFile: (await isFile(theirs)) ? theirs : join(settings, 'ansible.cfg'),
      controlFolder,
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

function toInventory(hosts: readonly Host[], { placements }: DeploymentTarget): unknown {
  const entries = placements.flatMap((placement) => {
    const host = hosts.find((it) => it.name === placement.host);
    return host ? [[host.name, toInventoryEntry(host, placement)] as const] : [];
  });
  return { all: { hosts: Object.fromEntries(entries) } };
}

/** A file that does not exist knows no host, as everywhere. */
async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (it) => it.isFile(),
    () => false,
  );
}
