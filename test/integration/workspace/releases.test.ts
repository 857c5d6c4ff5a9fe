import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../electron/workspace/problems.ts';
import { readReleases } from '../../../electron/workspace/readReleases.ts';
import { verifyArtifact } from '../../../electron/workspace/verifyArtifact.ts';
import { createWorkspaceFolder, type Files } from './workspaceFolder.ts';

const digest = 'a'.repeat(64);
const commit = 'b'.repeat(40);
const release = (service: string, version: string, sha256 = digest) =>
  `service: ${service}\nversion: ${version}\ncommit: ${commit}\nartifact:\n  file: ../dist/app.tar.gz\n  sha256: ${sha256}\n`;

async function releasesOf(files: Files, service?: string) {
  const { directory } = await createWorkspaceFolder(files);
  const { releases, problems } = await readReleases({ directory, folder: 'releases', service });
  return { directory, releases, problems: problems.map(formatProblem) };
}

describe('release files', () => {
  test('give releases by service and version, the newest last', async () => {
    const files = ['shop-1.10.0', 'shop-1.9.0', 'shop-1.10.0-rc.1', 'cart-2.0'].map((it) => {
      const [service = '', ...version] = it.split('-');
      return [`releases/${it}.yaml`, release(service, version.join('-'))];
    });
    const { releases, problems, directory } = await releasesOf({
      ...Object.fromEntries(files),
      'releases/notes.txt': 'not a release',
    });
    expect(problems).toEqual([]);
    expect(releases.map((it) => `${it.service} ${it.version}`)).toEqual([
      'cart 2.0',
      'shop 1.9.0',
      'shop 1.10.0-rc.1',
      'shop 1.10.0',
    ]);
    expect(releases[0]).toEqual({
      service: 'cart',
      version: '2.0',
      commit,
      artifactSha256: digest,
      source: { kind: 'file', path: `${directory}/dist/app.tar.gz` },
    });
  });

  test('can be asked for one service', async () => {
    const files = {
      'releases/shop-1.yaml': release('shop', '1'),
      'releases/cart-1.yaml': release('cart', '1'),
    };
    expect((await releasesOf(files, 'cart')).releases.map((it) => it.service)).toEqual(['cart']);
  });

  test('keep a version as it is written, a digest of digits too', async () => {
    const digits = '12345678'.repeat(8);
    const { releases, problems } = await releasesOf({
      'releases/shop-1.10.yaml': release('shop', '1.10', digits),
    });
    expect(problems).toEqual([]);
    expect(releases[0]).toMatchObject({ version: '1.10', artifactSha256: digits });
  });

  test('may name the commits of further repositories', async () => {
    const commits = { catalogue: 'c'.repeat(40), themes: '1'.repeat(40) };
    const written = `repositories: { catalogue: ${commits.catalogue}, themes: ${commits.themes} }\n`;
    const { releases, problems } = await releasesOf({
      'releases/shop-1.yaml': release('shop', '1') + written,
    });
    expect(problems).toEqual([]);
    expect(releases[0]?.repositories).toEqual(commits);
  });

  test('may name a place on the web', async () => {
    const { releases } = await releasesOf({
      'releases/shop-1.yaml': release('shop', '1').replace(
        'file: ../dist/app.tar.gz',
        'url: https://artifacts.example/a',
      ),
    });
    expect(releases[0]?.source).toEqual({ kind: 'url', url: 'https://artifacts.example/a' });
  });
});

describe('faulty release files', () => {
  test.each([
    [
      { 'releases/shop-1.yaml': `${release('shop', '1')}repositories: { catalogue: v1 }\n` },
      'releases/shop-1.yaml:7:28 repositories.catalogue: "v1" does not fit; expected a full Git commit id',
    ],
    [
      { 'releases/shop-2.yaml': release('shop', '1') },
      'releases/shop-2.yaml:2:10 version: this is release shop-1; expected the file name shop-1.yaml',
    ],
    [
      { 'releases/shop-1.yml': release('shop', '1') },
      'releases/shop-1.yml:2:10 version: this is release shop-1; expected the file name shop-1.yaml',
    ],
    [
      { 'releases/shop-1.yaml': release('shop', '1', 'abc') },
      'releases/shop-1.yaml:6:11 artifact.sha256: "abc" does not fit; expected 64 lower-case hex digits',
    ],
    [
      { 'releases/shop-1.yaml': release('shop', '1').replace('commit', 'comit') },
      'releases/shop-1.yaml:3:1 comit: unknown key "comit", did you mean "commit"?; expected one of service, version, commit, repositories, artifact, builtAt',
    ],
    [
      { 'releases/shop-1.yaml': release('shop', '1').replace('file: ../dist/app.tar.gz', 'url: ftp://x/y') },
      expect.stringMatching(/^releases\/shop-1\.yaml:5:8 artifact\.url: "ftp:\/\/x\/y" does not fit/),
    ],
    [
      { 'releases/shop-1.yaml': release('shop', '1').replace('file: ../dist/app.tar.gz', '') },
      'releases/shop-1.yaml:4:1 artifact: "file" or "url" is missing',
    ],
    [
      { 'other.txt': '' },
      'releases:1:1 there is no such folder; expected the folder of the release files that the build writes ("releases" in signalbox.yaml)',
    ],
  ])('%#', async (files: Files, problem: unknown) => {
    const { releases, problems } = await releasesOf(files);
    expect(releases).toEqual([]);
    expect(problems).toEqual([problem]);
  });

  test('leave the others usable', async () => {
    const files = { 'releases/shop-1.yaml': 'service: [', 'releases/shop-2.yaml': release('shop', '2') };
    const { releases, problems } = await releasesOf(files);
    expect(releases.map((it) => it.version)).toEqual(['2']);
    expect(problems).not.toEqual([]);
  });
});

describe('the bytes of an artifact', () => {
  const bytes = randomBytes(3 * 1024 * 1024 + 17);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const only = async (files: Files) => {
    const [found] = (await releasesOf(files)).releases;
    if (!found) throw new Error('no release was read');
    return found;
  };

  test('are hashed to the stated digest, with progress up to the last byte', async () => {
    const found = await only({
      'releases/shop-1.yaml': release('shop', '1', sha256),
      'dist/app.tar.gz': bytes,
    });
    const seen: number[] = [];
    const verified = await verifyArtifact(found, {
      onProgress: (it) => seen.push(it.doneBytes / it.sizeBytes),
    });
    expect(verified).toEqual({ sizeBytes: bytes.length });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(1);
  });

  test('that are others name both digests', async () => {
    const found = await only({ 'releases/shop-1.yaml': release('shop', '1'), 'dist/app.tar.gz': bytes });
    await expect(verifyArtifact(found)).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringMatching(new RegExp(`${sha256}.*${digest}`)),
    });
  });

  test('that are not there name the path', async () => {
    const found = await only({ 'releases/shop-1.yaml': release('shop', '1') });
    await expect(verifyArtifact(found)).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: expect.stringContaining('/dist/app.tar.gz, does not exist'),
    });
  });

  test('are not a folder', async () => {
    const found = await only({ 'releases/shop-1.yaml': release('shop', '1'), 'dist/app.tar.gz/x': '' });
    await expect(verifyArtifact(found)).rejects.toMatchObject({ code: 'ARTIFACT_MISSING' });
  });

  test('are left alone when it is cancelled', async () => {
    const found = await only({
      'releases/shop-1.yaml': release('shop', '1', sha256),
      'dist/app.tar.gz': bytes,
    });
    await expect(verifyArtifact(found, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  test('behind a URL are hashed by the hosts', async () => {
    const found = await only({
      'releases/shop-1.yaml': release('shop', '1').replace(
        'file: ../dist/app.tar.gz',
        'url: https://artifacts.example/a',
      ),
    });
    expect(await verifyArtifact(found)).toEqual({ sizeBytes: 0 });
  });
});
