import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startLoopbackHost,
  type LoopbackHost,
  type LoopbackHostOptions,
} from '../../../electron/loopback/startLoopbackHost.ts';
import { parseLaunchFragment } from '../../../shared/protocol/loopbackAccess.ts';
import { createFakeApp } from '../../unit/protocol/fakeApp.ts';
import { createBrowser } from './browser.ts';

export interface LoopbackScene {
  /** Holds `dist`, and beside it what must never be served. */
  readonly folder: string;
  readonly options: LoopbackHostOptions;
  readonly host: LoopbackHost;
  readonly browser: ReturnType<typeof createBrowser>;
  /** Of the link. */
  readonly token: string;
  dispose(): Promise<void>;
}

/** A host with a small build and a read-only app. Disposing fails when the host had to report an error. */
export async function createLoopbackScene(): Promise<LoopbackScene> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-loopback-'));
  await writeBuild(folder);
  const app = createFakeApp({ handlers: { 'prompts.answer': () => Promise.resolve({}) }, readOnly: true });
  const errors: unknown[] = [];
  const options: LoopbackHostOptions = {
    connect: (transport) => app.connect(transport),
    assetsDirectory: join(folder, 'dist'),
    reportError: (error) => errors.push(error),
  };
  const host = await startLoopbackHost(options);
  return {
    folder,
    options,
    host,
    browser: createBrowser(host.port),
    token: parseLaunchFragment(new URL(host.url).hash) ?? '',
    async dispose() {
      await host.close();
      app.dispose();
      await rm(folder, { recursive: true });
      if (errors.length > 0) throw new AggregateError(errors, 'The host had errors that nobody was told of.');
    },
  };
}

async function writeBuild(folder: string): Promise<void> {
  const dist = join(folder, 'dist');
  await mkdir(join(dist, 'assets'), { recursive: true });
  await mkdir(join(dist, '.vite'));
  await writeFile(join(folder, 'secret.js'), 'outside of the build');
  await writeFile(join(dist, 'index.html'), '<!doctype html><title>Signalbox</title>');
  await writeFile(join(dist, 'assets', 'index-1a.js'), 'export {};');
  await writeFile(join(dist, 'assets', 'index-1a.css'), 'body {}');
  await writeFile(join(dist, 'notes.txt'), 'no kind of file that a build has');
  await writeFile(join(dist, '.vite', 'manifest.json'), '{}');
  await symlink(join(folder, 'secret.js'), join(dist, 'link.js'));
  await symlink(folder, join(dist, 'up'));
}

export const socketLimits = { maxReceivedLength: 64 * 1024 * 1024, maxBufferedBytes: 64 * 1024 * 1024 };

/** Whether anybody listens there. */
export function canConnect(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: 2_000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
