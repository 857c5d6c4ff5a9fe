import { lstatSync, mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Keeps what Node compiled for the next run: compiling is half of what a short command costs. A folder that Node was told counts
 * before this one, and without one there is no cache.
 */
export function keepCompiled(of) {
  if (of.env['NODE_COMPILE_CACHE'] || of.env['NODE_DISABLE_COMPILE_CACHE']) return;
  const folder = findOwnFolder(of, homedir);
  if (folder === undefined) return;
  enableCompileCache(folder);
  of.env['NODE_COMPILE_CACHE'] = folder; // worker threads are told by it alone
}

/** What lies there is run, so it must be writable to nobody else; made where it is missing. */
export function findOwnFolder(of, findHome) {
  try {
    const folder = join(cacheFolder(of, findHome()), 'compiled');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isOwn(folder, of) ? folder : undefined;
  } catch {
    return undefined; // no home, or one that cannot be written: commands work without
  }
}

/** By the custom of each system. */
function cacheFolder({ platform, env }, home) {
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Signalbox');
  if (platform === 'win32')
    return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Signalbox', 'Cache');
  // The XDG base directory specification has a path ignored that is not absolute.
  const given = env['XDG_CACHE_HOME'] ?? '';
  return join(isAbsolute(given) ? given : join(home, '.cache'), 'signalbox');
}

/** Windows has no such modes: a profile's folders are its user's. */
function isOwn(folder, of) {
  if (of.getuid === undefined) return true;
  const { uid, mode } = lstatSync(folder);
  return uid === of.getuid() && (mode & 0o022) === 0;
}
