import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChannelTransport } from '../../../shared/protocol/channelTransport.ts';
import { createClient, type Client } from '../../../shared/protocol/client.ts';
import { startShell } from '../../../electron/shell/startShell.ts';
import {
  app,
  desktop,
  resetDesktop,
  type FakeBrowserWindow,
  type FakeDesktop,
} from '../../fakes/electron.ts';
import { until } from '../../fixtures/until.ts';

export interface ShellScene {
  readonly folder: string;
  readonly errors: unknown[];
  start(words?: readonly string[]): Promise<FakeBrowserWindow>;
  /** A copy of the example workspace. */
  createWorkspace(name: string): Promise<string>;
  quit(): Promise<void>;
  dispose(): Promise<void>;
}

/** The whole shell on a fake desktop, with a small build to serve and folders of its own. */
export async function createShellScene(given: Partial<FakeDesktop> = {}): Promise<ShellScene> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-shell-'));
  await mkdir(join(folder, 'renderer'));
  await mkdir(join(folder, 'userData'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<!doctype html><title>Signalbox</title>');
  await writeFile(join(folder, 'secret.js'), 'outside of the build');
  resetDesktop({ userData: join(folder, 'userData'), ...given });
  const errors: unknown[] = [];
  const quit = async (): Promise<void> => {
    app.quit();
    await until('the desktop has quit', () => desktop.hasQuit);
  };
  return {
    folder,
    errors,
    start: async (words = []) => {
      await startShell({
        words: ['main.js', ...words],
        workingDirectory: folder,
        environment: { HOME: folder },
        assetsDirectory: join(folder, 'renderer'),
        preloadPath: '/preload.cjs',
        reportError: (error) => errors.push(error),
      });
      return onlyWindow();
    },
    createWorkspace: async (name) => {
      const workspace = join(folder, name);
      await cp(join(import.meta.dirname, '../../../examples/shop'), workspace, { recursive: true });
      return workspace;
    },
    quit,
    dispose: async () => {
      if (desktop.isFirst && !desktop.hasQuit) await quit();
      resetDesktop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function onlyWindow(): FakeBrowserWindow {
  const [window, ...more] = desktop.windows;
  if (!window || more.length > 0) throw new Error(`${desktop.windows.length} windows are open.`);
  return window;
}

interface Bridge {
  send(frame: unknown): void;
  onFrame(listener: (frame: unknown) => void): void;
  disconnect(): void;
}

/** What the preload has put into the page. */
export function exposedBridge(): Bridge {
  const bridge = desktop.exposed['signalbox'];
  if (!isBridge(bridge)) throw new Error('The preload has exposed nothing.');
  return bridge;
}

function isBridge(value: unknown): value is Bridge {
  return typeof value === 'object' && value !== null && 'send' in value && 'onFrame' in value;
}

/** A client in the page, through the real preload. Reconnects are the test's. */
export function connectPage(bridge: Bridge): { readonly client: Client; readonly ends: string[] } {
  const ends: string[] = [];
  const { transport, deliver, closed } = createChannelTransport({
    post: (frame) => bridge.send(frame),
    shut: () => bridge.disconnect(),
  });
  bridge.onFrame((message) => {
    const reason = endOf(message);
    if (reason === undefined) return deliver(message);
    ends.push(reason);
    closed(reason);
  });
  return { client: createClient(transport), ends };
}

function endOf(message: unknown): string | undefined {
  const isEnd =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'end';
  return isEnd && 'reason' in message ? String(message.reason) : undefined;
}
