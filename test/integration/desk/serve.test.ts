import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireRenderer } from '../../../electron/terminal/serve/requireRenderer.ts';
import { createClient, type Client } from '../../../shared/protocol/client.ts';
import { parseLaunchFragment } from '../../../shared/protocol/loopbackAccess.ts';
import { createWebSocketTransport } from '../../../shared/protocol/webSocketTransport.ts';
import { buildRendererInPlace } from '../../fixtures/builtRenderer.ts';
import { deploy } from '../../fixtures/deploy.ts';
import { startRealFleet } from '../../fixtures/realFleet.ts';
import { until } from '../../fixtures/until.ts';
import { createBrowser } from '../loopback/browser.ts';
import { canConnect, socketLimits } from '../loopback/loopbackScene.ts';
import { parseLines, startSignalbox, type Running } from '../terminal/signalbox.ts';

const root = join(import.meta.dirname, '../../..');
let folder: string;
let workspace: string;
let running: Running | undefined;

beforeAll(async () => {
  if (!existsSync(join(root, 'dist/renderer/index.html'))) await buildRendererInPlace();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-serve-'));
  workspace = join(folder, 'shop');
  await cp(join(root, 'examples/shop'), workspace, { recursive: true });
});
afterEach(async () => {
  running?.signal('SIGKILL');
  await running?.finished;
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

interface Served {
  readonly url: string;
  readonly port: number;
  readonly process: Running;
  readonly connect: () => Promise<Client>;
}

async function serve(words: readonly string[], environment: Record<string, string> = {}): Promise<Served> {
  const started = startSignalbox(['serve', '--json', ...words], {
    cwd: folder,
    environment: { HOME: folder, TMPDIR: folder, ...environment },
  });
  running = started;
  const line = await until('the link', () => started.out().includes('\n') && started.out());
  const url = String(parseLines(line)[0]?.['url']);
  const port = Number(new URL(url).port);
  const browser = createBrowser(port);
  return {
    url,
    port,
    process: started,
    connect: async () => {
      const session = await browser.openSession(parseLaunchFragment(new URL(url).hash) ?? '');
      const client = createClient(createWebSocketTransport(browser.openSocket({ session }), socketLimits));
      await client.ready;
      return client;
    },
  };
}

describe('signalbox serve', () => {
  it('serves the workspace that is named and no other, and ends by Ctrl-C with nothing left', async () => {
    const { port, process, connect } = await serve(['--workspace', 'shop']);
    const client = await connect();
    expect((await client.ready).capabilities).toEqual(['workspace', 'rollouts']);
    expect((await client.call('workspace.describe', {})).workspace.directory).toBe(workspace);
    await expect(client.call('lobby.open', { directory: '/' })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    process.signal('SIGINT');
    expect((await process.finished).exitCode).toBe(0);
    expect(await canConnect('127.0.0.1', port)).toBe(false);
  });

  it('offers a choice where there is no workspace, and remembers what was chosen', async () => {
    const { connect } = await serve([]);
    const client = await connect();
    expect((await client.ready).capabilities).toEqual(['lobby']);
    expect(await client.call('lobby.open', { directory: workspace })).toEqual({ opened: true });
    const remembered = await readFile(join(folder, '.config', 'signalbox', 'recent.json'), 'utf8');
    expect(JSON.parse(remembered)).toMatchObject([{ directory: workspace, name: 'Shop' }]);
  });

  it('changes nothing with --read-only', async () => {
    const { connect } = await serve(['-w', 'shop', '--read-only']);
    const client = await connect();
    expect((await client.ready).capabilities).not.toContain('rollouts');
    await expect(client.call('rollouts.stop', { rolloutId: 'r', reason: 'x' })).rejects.toMatchObject({
      code: 'READ_ONLY',
    });
  });

  it('refuses a workspace that is not there before anything listens', async () => {
    const started = startSignalbox(['serve', '--workspace', 'nowhere'], { cwd: folder });
    const { exitCode, err } = await started.finished;
    expect(exitCode).toBe(2);
    expect(err).toContain('WORKSPACE_NOT_FOUND');
  });

  it('names the command that builds the screens when they are missing', async () => {
    await expect(requireRenderer(folder)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      wayOut: expect.stringContaining('"npm run build"'),
    });
  });
});

describe('signalbox serve --open', () => {
  it('gives the browser a file of its owner, so that no command line holds the token', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await writeFile(
      join(bin, 'xdg-open'),
      `#!/bin/sh\nf="\${1#file://}"\nprintf '%s\\n' "$*" > "${folder}/words"\nls -l "$f" > "${folder}/mode"\ncp "$f" "${folder}/page.tmp"\nmv "${folder}/page.tmp" "${folder}/page"\n`,
    );
    await chmod(join(bin, 'xdg-open'), 0o755);
    const served = await serve(['-w', 'shop', '--open'], {
      PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`,
    });
    await until('the browser has it', () => existsSync(join(folder, 'page')));
    const token = parseLaunchFragment(new URL(served.url).hash) ?? 'none';
    expect(await readFile(join(folder, 'words'), 'utf8')).not.toContain(token);
    expect(await readFile(join(folder, 'mode'), 'utf8')).toMatch(/^-rw------- /);
    expect(await readFile(join(folder, 'page'), 'utf8')).toContain(`location.replace("${served.url}")`);
    served.process.signal('SIGTERM');
    expect((await served.process.finished).exitCode).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith('signalbox-open-'))).toEqual([]);
  });

  it('goes on without a browser, and says so', async () => {
    const served = await serve(['-w', 'shop', '--open'], { PATH: join(folder, 'empty') });
    await until('the word', () => served.process.err().includes('No browser could be started'));
    await (await served.connect()).call('workspace.check', {});
  });
});

describe('signalbox serve while a rollout runs', () => {
  it('says what Ctrl-C would interrupt, goes on, and leaves at the second', async () => {
    const fleet = await startRealFleet({ hosts: 2, rollout: { soak: '30s' } });
    try {
      const served = await serve(['-w', fleet.workspace]);
      const client = await served.connect();
      deploy(client, '1.1.0').catch(() => undefined); // its line ends
      await until('a host is being worked on', async () => {
        const { total } = await client.call('journal.query', {
          filter: { kinds: ['stepBegun'] },
          offset: 0,
          limit: 1,
        });
        return total > 0;
      });
      served.process.signal('SIGINT');
      await until('the warning', () => served.process.err().includes('Ctrl-C again'));
      expect(served.process.err()).toContain('shop 1.1.0 is being rolled out to production.');
      await client.call('lobby.describe', {});
      served.process.signal('SIGINT');
      expect((await served.process.finished).exitCode).toBe(130);

      const again = await serve(['-w', fleet.workspace]);
      const { records } = await (
        await again.connect()
      ).call('journal.query', { filter: { kinds: ['rolloutInterrupted'] }, offset: 0, limit: 10 });
      expect(records).toHaveLength(1);
      again.process.signal('SIGINT');
      await again.process.finished;
    } finally {
      await fleet.stop();
    }
  });
});
