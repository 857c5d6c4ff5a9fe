import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A file as it was read, under the name that people know it by. */
export interface SourceFile {
  /** Relative to the workspace, `~/…` in the home folder, else absolute. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

export type ReadOutcome =
  | { readonly kind: 'read'; readonly file: SourceFile }
  | { readonly kind: 'missing'; readonly name: string }
  | { readonly kind: 'unreadable'; readonly name: string; readonly reason: string };

/** Reads text files and remembers which ones, and what stood in them: that is what was in force. */
export interface SourceFiles {
  /** @param path absolute, `~/…`, or relative to the workspace. */
  read(path: string): Promise<ReadOutcome>;
  /** Absolute path of what is written in a file of the workspace. */
  resolve(path: string): string;
  nameOf(path: string): string;
  /** Absolute paths, in the order of reading. */
  paths(): readonly string[];
  /** SHA-256 over the names and content hashes of all files, in the order of reading. */
  sha256(): string;
}

const maximumSizeBytes = 4 * 1024 * 1024;

export function createSourceFiles(o: { readonly directory: string; readonly home: string }): SourceFiles {
  const directory = resolve(o.directory);
  const home = resolve(o.home);
  const contentHashes = new Map<string, string>();

  const absolute = (path: string) => resolve(directory, expandHome(path, home));
  const nameOf = (path: string) => {
    const full = absolute(path);
    if (isInside(full, directory)) return relative(directory, full).split(sep).join('/');
    if (isInside(full, home)) return `~/${relative(home, full).split(sep).join('/')}`;
    return full;
  };

  return {
    resolve: absolute,
    nameOf,
    paths: () => [...contentHashes.keys()],
    sha256: () => {
      const hash = createHash('sha256');
      for (const [path, contentHash] of contentHashes) hash.update(`${nameOf(path)}\0${contentHash}\n`);
      return hash.digest('hex');
    },
    async read(path) {
      const full = absolute(path);
      const name = nameOf(path);
      const bytes = await readBytes(full);
      if (bytes.kind === 'missing') return { kind: 'missing', name };
      if (bytes.kind === 'unreadable') return { kind: 'unreadable', name, reason: bytes.reason };
      contentHashes.set(full, createHash('sha256').update(bytes.content).digest('hex'));
      const text = decodeUtf8(bytes.content);
      if (text === undefined) return { kind: 'unreadable', name, reason: 'is not UTF-8 text' };
      return { kind: 'read', file: { name, path: full, text } };
    },
  };
}

export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path;
}

type Bytes =
  | { readonly kind: 'read'; readonly content: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string };

async function readBytes(path: string): Promise<Bytes> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) return { kind: 'unreadable', reason: 'is a folder, not a file' };
    // A pipe or a device could be read without an end.
    if (!status.isFile()) return { kind: 'unreadable', reason: 'is not a regular file' };
    if (status.size > maximumSizeBytes) return { kind: 'unreadable', reason: 'is larger than 4 MB' };
    return { kind: 'read', content: await readFile(path) };
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return { kind: 'unreadable', reason: `cannot be read (${code ?? String(error)})` };
  }
}

export function errorCodeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function decodeUtf8(content: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
