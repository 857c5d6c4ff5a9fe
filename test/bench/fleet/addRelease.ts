import { execFile } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

const run = promisify(execFile);

export interface BenchRelease {
  readonly version: string;
  readonly commit: string;
  readonly sha256: string;
  readonly artifactFile: string;
}

/**
 * How long the service answers 503 after its start. With some 50 ms for the start itself it becomes healthy in
 * the middle between two looks (0, 200, 400 ms), so that a few milliseconds more or less decide nothing.
 */
export const warmMs = 240;

const serverSource = `
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
const version = readFileSync(new URL('VERSION', import.meta.url), 'utf8').trim();
const readyAt = Date.now() + ${warmMs};
const server = createServer((request, response) => {
  if (request.url === '/version') return response.end(version);
  if (Date.now() < readyAt) return response.writeHead(503).end('warming');
  response.end(version);
});
server.listen(Number(process.env.SHOP_PORT), '127.0.0.1');
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

/** A release of the shop whose artifact does not compress: what is asked for is what travels. */
export async function addRelease(
  workspace: string,
  version: string,
  paddingBytes: number,
): Promise<BenchRelease> {
  const source = await mkdtemp(join(tmpdir(), 'signalbox-bench-'));
  try {
    await writeFile(join(source, 'VERSION'), version);
    await writeFile(join(source, 'server.mjs'), serverSource);
    await writeFile(join(source, 'padding'), randomBytes(paddingBytes));
    const releases = join(workspace, 'releases');
    await mkdir(releases, { recursive: true });
    const artifact = `shop-${version}.tar.gz`;
    const artifactFile = join(releases, artifact);
    await run('tar', ['-C', source, '-czf', artifactFile, '.']);
    const sha256 = hash('sha256', await readFile(artifactFile));
    const commit = hash('sha256', version).slice(0, 40);
    const release = { service: 'shop', version, commit, artifact: { file: artifact, sha256 } };
    await writeFile(join(releases, `shop-${version}.yaml`), stringify(release));
    return { version, commit, sha256, artifactFile };
  } finally {
    await rm(source, { recursive: true, force: true });
  }
}
