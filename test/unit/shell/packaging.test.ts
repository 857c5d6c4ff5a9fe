import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decideDemo } from '../../../electron/terminal/demo/decideDemo.ts';
import { decidePlace, type Place } from '../../../electron/terminal/serve/decidePlace.ts';
import { findElectronRuntime, hasDisplay } from '../../../electron/terminal/serve/electronRuntime.ts';

const root = join(import.meta.dirname, '../../..');
/** electron-builder is large: its first loading alone may take seconds. */
const loadingTimeoutMs = 60_000;
const run = promisify(execFile);

describe('electron-builder.yml', { timeout: loadingTimeoutMs }, () => {
  it('is what the schema of electron-builder itself allows, and asks for the four installers', async () => {
    const { validate, settings } = await readBuilder();
    expect([validate(settings), validate.errors]).toEqual([true, null]);
    expect(validate({ ...settings, npmRebuidl: false })).toBe(false);
    expect(settings).toMatchObject({
      linux: { target: ['AppImage', 'deb'] },
      mac: { target: ['dmg'] },
      win: { target: ['nsis'] },
      npmRebuild: false,
      asarUnpack: ['**/*.node'],
      extraMetadata: { main: 'dist/desktop/electron/shell/main.js' },
    });
  });

  it('names icons that electron-builder takes as they are, from 16 to 1,024 pixels', async () => {
    const { settings, convertIcon } = await readBuilder();
    const find = (source: string, format: string) =>
      convertIcon({ sources: [source], fallbackSources: [], roots: [root], format, outDir: '/nonexistent' });
    const { icons } = await find(settings.linux.icon, 'set');
    expect(icons.map(({ size }) => size)).toEqual([16, 24, 32, 48, 64, 128, 256, 512, 1024]);
    for (const { file, size } of icons) expect(pngSizeOf(await readFile(file))).toBe(size);
    expect((await find(settings.win.icon, 'ico')).icons).toMatchObject([{ size: 256 }]);
    expect((await find(settings.mac.icon, 'icns')).icons).toHaveLength(1);
  });

  it('has pictures of the sizes that the icon files say', async () => {
    const ico = await readFile(join(root, 'build/icon.ico'));
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
      const entry = ico.subarray(6 + 16 * index);
      const offset = entry.readUInt32LE(12);
      const png = ico.subarray(offset, offset + entry.readUInt32LE(8));
      return { said: entry.readUInt8(0) || 256, pixels: pngSizeOf(png) };
    });
    expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256].map((size) => ({ said: size, pixels: size })));

    const icns = await readFile(join(root, 'build/icon.icns'));
    const kinds = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      kinds.push([icns.toString('latin1', at, at + 4), pngSizeOf(icns.subarray(at + 8))]);
    expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length]);
    expect(Object.fromEntries(kinds)).toEqual({
      icp4: 16,
      icp5: 32,
      ic11: 32,
      ic12: 64,
      ic07: 128,
      ic08: 256,
      ic13: 256,
      ic09: 512,
      ic14: 512,
      ic10: 1024,
    });
  });
});

/** Of a square PNG: its head says width and height. */
function pngSizeOf(png: Buffer): number {
  expect(png.toString('latin1', 1, 4)).toBe('PNG');
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
  return png.readUInt32BE(16);
}

describe('the runtime', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-runtime-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is missing where only its package is, and the reason names what to do', () => {
    expect(findElectronRuntime({}, folder)).toEqual({
      kind: 'missing',
      reason: expect.stringContaining('npx install-electron'),
    });
  });

  it('is found where the package keeps it, or where the environment says', async () => {
    await writeFile(join(folder, 'path.txt'), 'electron-program');
    await mkdir(join(folder, 'dist'));
    await writeFile(join(folder, 'dist', 'electron-program'), '');
    const path = join(folder, 'dist', 'electron-program');
    expect(findElectronRuntime({}, folder)).toEqual({ kind: 'there', path });
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') };
    expect(findElectronRuntime(environment, folder)).toEqual({ kind: 'there', path });
    expect(findElectronRuntime({ ELECTRON_OVERRIDE_DIST_PATH: '/none' }, folder)).toMatchObject({
      kind: 'missing',
    });
  });

  it('needs a display on Linux', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { DISPLAY: ':0' })).toBe(true);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });

  it('opens the window only where it is there and has a display, else the browser with one reason', () => {
    const there = { kind: 'there', path: '/e' } as const;
    const missing = { kind: 'missing', reason: 'it is not installed' } as const;
    const place = (runtime: typeof there | typeof missing, environment: Record<string, string>) =>
      decidePlace({ runtime, platform: 'linux', environment });
    expect(place(there, { DISPLAY: ':0' })).toEqual({ kind: 'desktop', path: '/e' });
    expect(place(there, {})).toEqual({
      kind: 'browser',
      reason: 'there is no display to open a window on',
      canOpen: false,
    });
    expect(place(missing, { DISPLAY: ':0' })).toEqual({
      kind: 'browser',
      reason: 'it is not installed',
      canOpen: true,
    });
  });

  it('shows the demo in the window, else in the browser, and plays the story where nobody looks', () => {
    const desktop: Place = { kind: 'desktop', path: '/e' };
    const browser: Place = { kind: 'browser', reason: 'none', canOpen: true };
    const nothing: Place = { kind: 'browser', reason: 'none', canOpen: false };
    expect(decideDemo([], desktop, true)).toEqual({ kind: 'desktop', path: '/e', words: ['--demo'] });
    expect(decideDemo(['--dir', 'kept'], desktop, true)).toMatchObject({
      words: ['--demo', '--demo-dir', 'kept'],
    });
    expect(decideDemo(['--dir', 'kept'], browser, false)).toEqual({ kind: 'browser', canOpen: true });
    expect(decideDemo([], nothing, true)).toEqual({ kind: 'browser', canOpen: false });
    expect(decideDemo([], nothing, false)).toEqual({ kind: 'story' });
    for (const words of [['--headless'], ['--json'], ['--broken'], ['--help'], ['--bogus'], ['--dir']])
      expect(decideDemo(words, desktop, true)).toEqual({ kind: 'story' });
  });

  it('never lets the desktop tests count as passed without it', async () => {
    const environment = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder };
    const failed = await run(process.execPath, [join(root, 'scripts/testDesktop.ts')], {
      env: environment,
    }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^NOT RUN: [^\n]+\n$/) });
  });
});

type Settings = Readonly<Record<'linux' | 'mac' | 'win', { readonly icon: string }>>;

type ConvertIcon = (options: {
  readonly sources: readonly string[];
  readonly fallbackSources: readonly string[];
  readonly roots: readonly string[];
  readonly format: string;
  readonly outDir: string;
}) => Promise<{ readonly icons: readonly { readonly file: string; readonly size: number }[] }>;

/** The schema is written for the version of ajv that electron-builder's own tools bring. */
async function readBuilder() {
  const require = createRequire(join(root, 'node_modules/app-builder-lib/package.json'));
  const { default: Ajv }: { default: new (options: object) => AjvLike } = require('ajv');
  const schemaPath = join(root, 'node_modules/app-builder-lib/scheme.json');
  expect(existsSync(schemaPath)).toBe(true);
  const schema: object = JSON.parse(await readFile(schemaPath, 'utf8'));
  const settings: Settings = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8'));
  const { convertIcon }: { convertIcon: ConvertIcon } = require('./out/util/iconConverter.js');
  return { settings, convertIcon, validate: new Ajv({ strict: false, allErrors: true }).compile(schema) };
}

interface AjvLike {
  compile(schema: object): ((value: unknown) => boolean) & { readonly errors?: unknown };
}
