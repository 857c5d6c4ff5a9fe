import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOwnFolder } from '../../../bin/compileCache.js';
import { startUncached } from './signalbox.ts';

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'signalbox-home-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const person = (env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') => ({
  platform,
  env,
  getuid: () => process.getuid?.() ?? 0,
});
const find = (of: Parameters<typeof findOwnFolder>[0]) => findOwnFolder(of, () => home);

describe('where the command line keeps what Node compiled', () => {
  it('is a folder of the person, by the custom of each system, closed to others', () => {
    const linux = find(person());
    expect(linux).toBe(join(home, '.cache/signalbox/compiled'));
    expect(statSync(linux ?? '').mode & 0o777).toBe(0o700);
    expect(find(person({ XDG_CACHE_HOME: join(home, 'mine') }))).toBe(join(home, 'mine/signalbox/compiled'));
    expect(find(person({ XDG_CACHE_HOME: 'relative' }))).toBe(linux);
    expect(find(person({}, 'darwin'))).toBe(join(home, 'Library/Caches/Signalbox/compiled'));
    const windows = { platform: 'win32' as const, env: { LOCALAPPDATA: join(home, 'Local') } };
    expect(find(windows)).toBe(join(home, 'Local/Signalbox/Cache/compiled'));
  });

  it('is none where somebody else could have put something, or where it cannot be made', () => {
    const folder = find(person()) ?? '';
    chmodSync(folder, 0o770);
    expect(find(person())).toBeUndefined();
    chmodSync(folder, 0o700);
    expect(find({ ...person(), getuid: () => 4711 })).toBeUndefined();

    mkdirSync(join(home, 'other/signalbox'), { recursive: true });
    symlinkSync(folder, join(home, 'other/signalbox/compiled'));
    expect(find(person({ XDG_CACHE_HOME: join(home, 'other') }))).toBeUndefined();
    writeFileSync(join(home, 'file'), '');
    expect(find(person({ XDG_CACHE_HOME: join(home, 'file') }))).toBeUndefined();
    expect(
      findOwnFolder(person(), () => {
        throw new Error('no entry in the password file');
      }),
    ).toBeUndefined();
  });

  it('is used by a command, which works as well without', async () => {
    const cache = join(home, 'cache');
    const kept = await startUncached(['--version'], { environment: { XDG_CACHE_HOME: cache } }).finished;
    expect(kept).toMatchObject({ exitCode: 0, err: '' });
    expect(readdirSync(join(cache, 'signalbox/compiled'))).toHaveLength(1);

    writeFileSync(join(home, 'file'), '');
    const environment = { XDG_CACHE_HOME: join(home, 'file') };
    expect(await startUncached(['--version'], { environment }).finished).toEqual(kept);
  });
});
