import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
let folder: string;
let built: string;

/** Built into a folder of its own inside the project, so that packages are found as they are after packing. */
beforeAll(async () => {
  await mkdir(join(root, 'dist'), { recursive: true });
  folder = await mkdtemp(join(root, 'dist', 'desktopForTests-'));
  built = join(folder, 'desktop');
  const configFile = join(root, 'electron.vite.config.ts');
  await build({ root, configFile, logLevel: 'warn', build: { outDir: built } });
  const outDir = join(built, 'electron/shell');
  await build({ root, configFile, mode: 'preload', logLevel: 'warn', build: { outDir } });
  await cp(join(root, 'examples/shop'), join(folder, 'shop'), { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the build for the desktop', () => {
  it('has the main file, the preload and every thread as a file of its own', async () => {
    const files = await readdir(built, { recursive: true });
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'electron/shell/main.js',
        'electron/shell/preload.cjs',
        'electron/journal/journalWorker.js',
        'electron/journal/verifyWorker.js',
        'electron/journal/backupWorker.js',
      ]),
    );
    const outside = files.filter((file) => file.endsWith('.js') && !/^(electron|shared)\//.test(file));
    expect(outside).toEqual([]);
    expect(files.filter((file) => file.includes('node_modules') || file.endsWith('.ts'))).toEqual([]);
  });

  it('names every file that it starts as it is called there', async () => {
    const files = (await readdir(built, { recursive: true })).filter((file) => file.endsWith('.js'));
    for (const file of files) {
      const text = await readFile(join(built, file), 'utf8');
      for (const [, path = ''] of text.matchAll(/new URL\(["'](\.[^"']+)["'], import\.meta\.url\)/g)) {
        if (path.endsWith('/renderer')) continue; // beside the desktop's folder, built by another config
        const target = join(built, file, '..', path);
        expect([file, path, existsSync(target)]).toEqual([file, path, true]);
      }
    }
  });

  it('gives a sandboxed page a preload that requires electron and nothing else', async () => {
    const text = await readFile(join(built, 'electron/shell/preload.cjs'), 'utf8');
    expect([...text.matchAll(/require\(["']([^"']+)["']\)/g)].map((match) => match[1])).toEqual(['electron']);
    expect(text).not.toMatch(/\bimport\b/);
  });

  it('opens a workspace under plain Node, writes to the journal and verifies it, all by built files', async () => {
    const script = join(folder, 'open.mjs');
    await writeFile(script, openingScript);
    // As in the packed app, where the packages lie beside the build.
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    const { stdout, stderr } = await run(process.execPath, ['--no-experimental-strip-types', script], {
      cwd: folder,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      name: 'Shop',
      version: JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version,
      verified: true,
      backup: true,
    });
  });
});

/** Types cannot be stripped here: a thread that still pointed to a source could not start. */
const openingScript = `
import { existsSync } from 'node:fs';
import { createDesk } from './desktop/electron/app/desk.js';
import { createNodePorts, readNodeConfig } from './desktop/electron/app/nodePorts.js';
import { openJournal } from './desktop/electron/journal/openJournal.js';
import { backupJournal } from './desktop/electron/journal/backupJournal.js';
import { createClient } from './desktop/shared/protocol/client.js';
import { createMemoryTransportPair } from './desktop/shared/protocol/memoryTransport.js';

const workspaceDirectory = process.cwd() + '/shop';
const config = await readNodeConfig({ workspaceDirectory, readOnly: false, environment: { HOME: process.cwd() } });
const fail = (error) => { console.error(error); process.exitCode = 1; };
const desk = createDesk({ config, ports: createNodePorts({ reportError: fail }), recent: { list: async () => [], add: async () => {} } });
await desk.open(workspaceDirectory);
const line = createMemoryTransportPair();
desk.connect(line.host);
const client = createClient(line.client);
const { workspace } = await client.call('workspace.describe', {});
const { ok } = await client.call('journal.verify', {});
client.close();
const path = workspaceDirectory + '/.signalbox/journal.db';
await desk.dispose();
await backupJournal({ path, toPath: process.cwd() + '/backup.db' });
console.log(JSON.stringify({ name: workspace.name, version: config.appVersion, verified: ok, backup: existsSync('backup.db') }));
`;
