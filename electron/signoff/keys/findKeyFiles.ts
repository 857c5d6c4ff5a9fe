import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseKeyLine } from '../people/parseKeyLine.ts';

export interface KeyFile {
  /** Of the private half. */
  readonly path: string;
  readonly fingerprint: string;
}

const maxPublicKeyBytes = 16_384;

/**
 * Key pairs in these folders, by their `.pub` files; only names that have a private half beside them. Private halves are
 * never read here. A folder that is not there has none.
 */
export async function findKeyFiles(folders: readonly string[]): Promise<readonly KeyFile[]> {
  const found = await Promise.all(folders.map(findIn));
  return found.flat().toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

async function findIn(folder: string): Promise<readonly KeyFile[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found = await Promise.all(
    names.filter((name) => name.endsWith('.pub')).map((name) => readPair(join(folder, name))),
  );
  return found.flat();
}

async function readPair(publicPath: string): Promise<KeyFile[]> {
  const path = publicPath.slice(0, -'.pub'.length);
  try {
    const [{ size }, privateHalf] = await Promise.all([stat(publicPath), stat(path)]);
    if (size > maxPublicKeyBytes || !privateHalf.isFile()) return [];
    const reading = parseKeyLine((await readFile(publicPath, 'utf8')).trim());
    return reading.kind === 'key' ? [{ path, fingerprint: reading.key.fingerprint }] : [];
  } catch {
    return []; // half a pair, or one that this account may not read: no key to offer
  }
}
