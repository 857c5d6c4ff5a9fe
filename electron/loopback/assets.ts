import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';

export interface Asset {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** By URL path exactly as a browser sends it. */
export type Assets = ReadonlyMap<string, Asset>;

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/**
 * Reads the built renderer once, into memory. What is asked for later is looked up by its exact path and never
 * becomes a file name, so there is nothing to traverse. Symbolic links, hidden files and unknown kinds of
 * file are not part of a build and are left out.
 * @throws Fault NOT_FOUND when there is no build.
 */
export async function readAssets(directory: string): Promise<Assets> {
  const assets = new Map<string, Asset>();
  await readFolder(directory, '/', assets).catch((error: unknown) => {
    throw missingBuild(directory, error);
  });
  const index = assets.get('/index.html');
  if (!index) throw missingBuild(directory, undefined);
  return assets.set('/', index);
}

async function readFolder(directory: string, urlPath: string, assets: Map<string, Asset>): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = join(directory, entry.name);
    const url = `${urlPath}${encodeURIComponent(entry.name)}`;
    if (entry.isDirectory()) await readFolder(path, `${url}/`, assets);
    if (!entry.isFile()) continue;
    const contentType = contentTypes[extname(entry.name)];
    if (contentType) assets.set(url, { contentType, bytes: await readFile(path) });
  }
}

function missingBuild(directory: string, cause: unknown): Fault {
  return new Fault('NOT_FOUND', `The control room has not been built: no index.html in ${directory}.`, {
    wayOut: 'Run "npm run build" first.',
    cause,
  });
}
