import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { findElectronRuntime, hasDisplay } from '../../../electron/terminal/serve/electronRuntime.ts';

const root = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

describe('electron-builder.yml', () => {
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

  it('packs the build and nothing of the sources', async () => {
    const { settings } = await readBuilder();
    const included = settings.files.filter((pattern) => !pattern.startsWith('!'));
    expect(included).toEqual(['dist/desktop/**/*', 'dist/renderer/**/*', 'package.json']);
  });
});

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

  it('never lets the desktop tests count as passed without it', async () => {
    const environment = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: folder };
    const failed = await run(process.execPath, [join(root, 'scripts/testDesktop.ts')], {
      env: environment,
    }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringMatching(/^NOT RUN: [^\n]+\n$/) });
  });
});

interface Settings {
  readonly files: readonly string[];
}

/** The schema is written for the version of ajv that electron-builder's own tools bring. */
async function readBuilder() {
  const require = createRequire(join(root, 'node_modules/app-builder-lib/package.json'));
  const { default: Ajv }: { default: new (options: object) => AjvLike } = require('ajv');
  const schemaPath = join(root, 'node_modules/app-builder-lib/scheme.json');
  expect(existsSync(schemaPath)).toBe(true);
  const schema: object = JSON.parse(await readFile(schemaPath, 'utf8'));
  const settings: Settings = parse(await readFile(join(root, 'electron-builder.yml'), 'utf8'));
  return { settings, validate: new Ajv({ strict: false, allErrors: true }).compile(schema) };
}

interface AjvLike {
  compile(schema: object): ((value: unknown) => boolean) & { readonly errors?: unknown };
}
