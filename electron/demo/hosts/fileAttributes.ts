import type { Stats } from 'node:fs';
import { chmod, truncate, utimes, type FileHandle } from 'node:fs/promises';
import type { Attributes, FileEntry } from './ssh2.ts';

export function toAttributes(stats: Stats): Attributes {
  const { mode, uid, gid, size } = stats;
  return {
    mode,
    uid,
    gid,
    size,
    atime: Math.floor(stats.atimeMs / 1_000),
    mtime: Math.floor(stats.mtimeMs / 1_000),
  };
}

export interface DirectoryItem {
  readonly name: string;
  readonly stats: Stats;
}

export function toEntry({ name, stats }: DirectoryItem): FileEntry {
  const kind = stats.isDirectory() ? 'd' : stats.isSymbolicLink() ? 'l' : '-';
  const longname = `${kind} ${(stats.mode & 0o7777).toString(8).padStart(4, '0')} ${stats.size} ${name}`;
  return { filename: name, longname, attrs: toAttributes(stats) };
}

/** Sets what is given: size, permissions, times. Owners stay; the demo is one person's. */
export async function applyAttributes(target: string | FileHandle, it: Partial<Attributes>): Promise<void> {
  const { size, mode, atime, mtime } = it;
  if (typeof target === 'string') {
    if (size !== undefined) await truncate(target, size);
    if (mode !== undefined) await chmod(target, mode & 0o7777);
    if (atime !== undefined && mtime !== undefined) await utimes(target, atime, mtime);
    return;
  }
  if (size !== undefined) await target.truncate(size);
  if (mode !== undefined) await target.chmod(mode & 0o7777);
  if (atime !== undefined && mtime !== undefined) await target.utimes(atime, mtime);
}
