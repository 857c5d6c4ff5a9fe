import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDesk, type Desk, type DeskLobby } from '../../../electron/app/desk.ts';
import { createNodePorts } from '../../../electron/app/nodePorts.ts';
import { createRecentWorkspaces } from '../../../electron/app/recentWorkspaces.ts';
import { createClient, type Client } from '../../../shared/protocol/client.ts';
import { createMemoryTransportPair } from '../../../shared/protocol/memoryTransport.ts';

export interface DeskScene {
  readonly folder: string;
  readonly desk: Desk;
  readonly errors: unknown[];
  /** A client, and the reasons for which its line has ended. */
  connect(): { readonly client: Client; readonly ends: string[] };
  createWorkspace(name: string): Promise<string>;
  dispose(): Promise<void>;
}

export async function createDeskScene(lobby?: DeskLobby): Promise<DeskScene> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-desk-'));
  const errors: unknown[] = [];
  const reportError = (error: unknown): void => void errors.push(error);
  const desk = createDesk({
    config: {
      home: folder,
      userName: 'ann',
      machine: 'test-desktop',
      environment: {},
      appVersion: '0.0.0-test',
      readOnly: false,
    },
    ports: createNodePorts({ reportError }),
    ...(lobby ? { lobby } : {}),
    recent: createRecentWorkspaces({
      file: join(folder, 'config', 'recent.json'),
      now: () => new Date(),
      reportError,
    }),
  });
  return {
    folder,
    desk,
    errors,
    connect: () => {
      const line = createMemoryTransportPair();
      desk.connect(line.host);
      const client = createClient(line.client);
      const ends: string[] = [];
      client.onClose((reason) => ends.push(reason));
      return { client, ends };
    },
    createWorkspace: async (name) => {
      const directory = join(folder, name);
      await cp(join(import.meta.dirname, '../../../examples/shop'), directory, { recursive: true });
      return directory;
    },
    dispose: async () => {
      await desk.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
