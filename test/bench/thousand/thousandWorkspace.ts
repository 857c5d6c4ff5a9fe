import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { addRelease } from '../fleet/addRelease.ts';
import type { ManyHosts } from './startManyHosts.ts';

export const releaseVersion = '2.0.0';
const artifactBytes = 16_384;

/** A workspace whose one service runs on all of these hosts, rolled in ten batches, fifty hosts beside each other. */
export async function writeThousandWorkspace(folder: string, of: ManyHosts): Promise<string> {
  const workspace = join(folder, 'workspace');
  await mkdir(workspace);
  const { hosts, identityFile, knownHostsFile } = of;
  const login = { address: '127.0.0.1', user: 'bench', identityFile };
  const text = stringify({
    version: 1,
    name: 'Thousand',
    ssh: { knownHosts: [knownHostsFile], agent: false },
    hosts: Object.fromEntries(
      hosts.map(({ name, port }) => [
        name,
        { ...login, port, variables: { ROOT: join(folder, 'hosts', name) } },
      ]),
    ),
    environments: [
      {
        name: 'production',
        stage: 'production',
        hosts: hosts.map(({ name }) => name),
        rollout: { batches: ['10%'], parallel: 50 },
      },
    ],
    services: {
      shop: {
        directory: '{ROOT}/shop',
        commands: { start: 'date +%s > started' },
        checks: { health: { command: 'test -s started' } },
        environments: { production: {} },
      },
    },
  });
  await writeFile(join(workspace, 'signalbox.yaml'), text);
  await addRelease(workspace, releaseVersion, artifactBytes);
  return workspace;
}
