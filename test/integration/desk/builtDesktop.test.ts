import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listPackedFiles, type PackedFile } from '../../fixtures/packedFiles.ts';
import { rendererForTests } from '../../fixtures/rendererForTests.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);
/** Builds twice and copies what is packed. */
const patienceMs = 300_000;
/** The sources as they stand, built beside them, as before packing; and what is packed of that, by itself. */
let folder: string;
let project: string;
let built: string;
let packed: readonly PackedFile[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-packing-'));
  project = join(folder, 'project');
  built = join(project, 'dist/desktop');
  await cp(root, project, { recursive: true, filter: isSource });
  const configFile = join(root, 'electron.vite.config.ts');
  await build({ root, configFile, logLevel: 'warn', build: { outDir: built } });
  const outDir = join(built, 'electron/shell');
  await build({ root, configFile, mode: 'preload', logLevel: 'warn', build: { outDir } });
  await cp(await rendererForTests(), join(project, 'dist/renderer'), { recursive: true });
  packed = await listPackedFiles(project);
}, patienceMs);
afterAll(() => rm(folder, { recursive: true, force: true }));

function isSource(path: string): boolean {
  const made = ['node_modules', '.git', 'dist', 'out', 'release', 'test-results', '.tsbuild'];
  return !made.includes(relative(root, path));
}

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
});

describe('what is packed', { timeout: patienceMs }, () => {
  const names = (): string[] => packed.map(({ to }) => to);
  const ofPackages = (): string[] => names().filter((name) => name.startsWith('node_modules/'));

  it('is of the project what was built, and nothing else', async () => {
    const own = names().filter((name) => !name.startsWith('node_modules/'));
    const made = (await readdir(join(project, 'dist'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
      .map((entry) => relative(project, join(entry.parentPath, entry.name)));
    expect(own.toSorted()).toEqual([...made, 'package.json'].toSorted());
    expect(made).toContain('dist/renderer/index.html');
    expect(made.length).toBeGreaterThan(100);
  });

  it('is of the packages nothing for their own makers, and nothing of what only builds and tests need', () => {
    const wrong = ofPackages().filter(
      (name) =>
        /\/(test|tests|docs|examples|benchmark|\.yarn)\//.test(name) || /\.(ts|map|cc|gyp|o|a)$/.test(name),
    );
    expect(wrong).toEqual([]);
    const unneeded = ['electron', 'vite', 'vitest', 'typescript', 'playwright-core', 'react', 'cpu-features'];
    expect(
      unneeded.filter((name) => ofPackages().some((it) => it.startsWith(`node_modules/${name}/`))),
    ).toEqual([]);
    expect(ofPackages()).toContain('node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf');
  });

  it('runs by itself under plain Node: every file loads, a workspace opens, its journal is verified', async () => {
    const alone = join(folder, 'alone');
    for (const place of new Set(packed.map(({ to }) => dirname(join(alone, to)))))
      await mkdir(place, { recursive: true });
    await Promise.all(packed.map(({ from, to }) => copyFile(from, join(alone, to))));
    await cp(join(root, 'examples/shop'), join(alone, 'shop'), { recursive: true });
    await writeFile(join(alone, 'open.mjs'), openingScript);
    const { stdout, stderr } = await run(process.execPath, ['--no-experimental-strip-types', 'open.mjs'], {
      cwd: alone,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      loaded: expect.any(Number),
      pdf: '%PDF',
      name: 'Shop',
      version: JSON.parse(await readFile(join(root, 'package.json'), 'utf8')).version,
      verified: true,
      backup: true,
    });
    expect(JSON.parse(stdout).loaded).toBeGreaterThan(100);
  });
});

/**
 * Types cannot be stripped here: a thread that still pointed to a source could not start. Electron brings itself,
 * so its module is empty here; threads and programs of their own are not loaded but started, where they are used.
 */
const openingScript = `
import { existsSync, globSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const parts = ['app', 'BrowserWindow', 'Menu', 'Notification', 'dialog', 'ipcMain', 'nativeTheme', 'net', 'protocol', 'screen', 'session', 'shell'];
const electron = 'data:text/javascript,export const ' + parts.map((name) => name + '={}').join();
registerHooks({
  resolve: (name, context, next) => name === 'electron' ? { url: electron, shortCircuit: true } : next(name, context),
});
const files = globSync('dist/desktop/{electron,shared}/**/*.js');
const starting = /^dist\\/desktop\\/electron\\/(shell\\/main|.*Worker|signoff\\/sign\\/askpassHelper|terminal\\/.*main)\\.js$/;
const modules = files.filter((file) => !starting.test(file));
for (const file of modules) await import(pathToFileURL(file).href);
const lazy = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/import\\(["']([^."'][^"']*)["']\\)/g)].map(([, name]) => name));
for (const name of new Set(lazy)) await import(name);

const { default: PdfDocument } = await import('pdfkit');
const document = new PdfDocument();
document.text('The letters come with the package.').end();
const pdf = (await document.toArray())[0].subarray(0, 4).toString();

const at = (path) => import(pathToFileURL('dist/desktop/' + path).href);
const { createDesk } = await at('electron/app/desk.js');
const { createNodePorts, readNodeConfig } = await at('electron/app/nodePorts.js');
const { backupJournal } = await at('electron/journal/backupJournal.js');
const { createClient } = await at('shared/protocol/client.js');
const { createMemoryTransportPair } = await at('shared/protocol/memoryTransport.js');

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
console.log(JSON.stringify({ loaded: modules.length, pdf, name: workspace.name, version: config.appVersion, verified: ok, backup: existsSync('backup.db') }));
`;
