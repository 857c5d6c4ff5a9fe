import type { Workspace } from '../../shared/model/workspace.ts';
import { createClient, type Client } from '../../shared/protocol/client.ts';
import { createMemoryTransportPair } from '../../shared/protocol/memoryTransport.ts';
import { createApp } from '../app/createApp.ts';
import { createNodePorts, readNodeConfig } from '../app/nodePorts.ts';

/** The app, and a client of it: commands ask the client and nothing else. */
export interface Session {
  readonly client: Client;
  readonly workspace: Workspace;
  close(): Promise<void>;
}

/** @throws Fault WORKSPACE_NOT_FOUND, WORKSPACE_INVALID, JOURNAL_*. */
export async function openSession(options: {
  readonly workspaceDirectory: string;
  /** Nothing is recorded, nothing can be changed. */
  readonly readOnly: boolean;
  /** Where people's key pairs lie. Default `~/.ssh`. */
  readonly keyFolders?: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  reportError(error: unknown): void;
}): Promise<Session> {
  const app = await createApp({
    config: {
      ...(await readNodeConfig(options)),
      ...(options.keyFolders === undefined ? {} : { keyFolders: options.keyFolders }),
    },
    ports: createNodePorts({ reportError: (error) => options.reportError(error) }),
  });
  const line = createMemoryTransportPair();
  app.connect(line.host);
  const client = createClient(line.client);
  try {
    await client.ready;
    const { workspace } = await client.call('workspace.describe', {});
    return {
      client,
      workspace,
      close: async () => {
        client.close();
        await app.dispose();
      },
    };
  } catch (error) {
    await app.dispose();
    throw error;
  }
}
