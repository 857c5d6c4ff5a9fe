import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deskFolder } from '../../../electron/app/deskFolder.ts';
import { createRecentWorkspaces, type RecentWorkspaces } from '../../../electron/app/recentWorkspaces.ts';

let folder: string;
let file: string;
let errors: unknown[];
let recent: RecentWorkspaces;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-recent-'));
  file = join(folder, 'config', 'recent.json');
  errors = [];
  let minute = 0;
  recent = createRecentWorkspaces({
    file,
    now: () => new Date(Date.UTC(2026, 10, 20, 10, (minute += 1))),
    reportError: (error) => errors.push(error),
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const add = (name: string): Promise<void> => recent.add({ directory: join(folder, name), name });
const names = async (): Promise<string[]> => (await recent.list()).map((it) => it.name);

describe('recent workspaces', () => {
  it('are none at first, and that is no error', async () => {
    expect(await recent.list()).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('come newest first, each once, twenty at most', async () => {
    for (let index = 1; index <= 22; index += 1) await add(`w${index}`);
    await add('w10');
    const all = await names();
    expect(all).toHaveLength(20);
    expect(all.slice(0, 3)).toEqual(['w10', 'w22', 'w21']);
    expect(all.filter((name) => name === 'w10')).toHaveLength(1);
  });

  it('stay in the list when their folder is gone, marked', async () => {
    await mkdir(join(folder, 'there'));
    await writeFile(join(folder, 'there', 'signalbox.yaml'), '');
    await add('gone');
    await add('there');
    expect((await recent.list()).map(({ name, isThere }) => [name, isThere])).toEqual([
      ['there', true],
      ['gone', false],
    ]);
  });

  it('are written whole or not at all, for their owner only, with nothing left beside', async () => {
    await Promise.all(['a', 'b', 'c', 'd'].map(add));
    expect((await names()).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(await readdir(dirname(file))).toEqual(['recent.json']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(file, 'utf8'))).toHaveLength(4);
  });

  it('are begun anew when the file is damaged, which is told of', async () => {
    await mkdir(dirname(file));
    await writeFile(file, '[{"directory": 1');
    expect(await recent.list()).toEqual([]);
    expect(errors).toHaveLength(1);
    await add('a');
    expect(await names()).toEqual(['a']);
  });

  it('never stop the work when they cannot be written', async () => {
    await writeFile(dirname(file), 'a file where the folder should be');
    await add('a');
    expect(errors).not.toEqual([]);
    await chmod(folder, 0o700);
  });
});

describe('the folder of a user', () => {
  it.each([
    ['linux', {}, '/home/ann/.config/signalbox'],
    ['linux', { XDG_CONFIG_HOME: '/x' }, '/x/signalbox'],
    ['linux', { XDG_CONFIG_HOME: '' }, '/home/ann/.config/signalbox'],
    ['darwin', {}, '/home/ann/Library/Application Support/Signalbox'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Signalbox'],
  ] as const)('is where %s has such things (%o)', (platform, environment, expected) => {
    expect(deskFolder({ platform, home: '/home/ann', environment })).toBe(expected);
  });
});
