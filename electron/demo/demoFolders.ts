import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';

export interface DemoFolders {
  readonly workspace: string;
  /** Each host's own folder lies in here. */
  readonly hosts: string;
  /** Sockets and the lease: always in the system's temporary folder, for a Unix socket's address is short. */
  readonly run: string;
  /** Removes the workspace, if it is not to be kept. */
  remove(): Promise<void>;
  /** What is to go even when this process is killed. */
  readonly temporary: readonly string[];
}

/**
 * @param directory a new or empty folder; without it a temporary one.
 * @throws Fault INVALID_INPUT for a folder with something in it: the demo never writes over anything.
 */
export async function createDemoFolders(directory: string | undefined, keep: boolean): Promise<DemoFolders> {
  const workspace = await createWorkspaceFolder(directory);
  const hosts = join(workspace, 'hosts');
  const run = await mkdtemp(join(tmpdir(), 'signalbox-run-'));
  await mkdir(hosts);
  return {
    workspace,
    hosts,
    run,
    temporary: keep ? [run] : [workspace, run],
    async remove() {
      if (!keep) await rm(workspace, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function createWorkspaceFolder(directory: string | undefined): Promise<string> {
  if (directory === undefined) return realpath(await mkdtemp(join(tmpdir(), 'signalbox-demo-')));
  const path = resolve(directory);
  if (existsSync(path) && (await readdir(path)).length > 0) {
    throw new Fault('INVALID_INPUT', `${path} is not empty; the demo writes only into a folder of its own.`, {
      wayOut: 'Name a folder that is new or empty.',
    });
  }
  await mkdir(path, { recursive: true });
  return realpath(path);
}
