import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildArtifact } from './buildArtifact.ts';
import { shopFiles, type ShopVersion } from './shopSource.ts';

export interface DemoRelease {
  readonly service: 'shop';
  readonly version: string;
  readonly commit: string;
  readonly artifactSha256: string;
  readonly artifactPath: string;
}

/**
 * Builds each version's artifact and writes its release file into the workspace.
 *
 * @param commits by version: where the repository has it.
 */
export async function createReleases(
  workspaceDirectory: string,
  versions: readonly ShopVersion[],
  commits: Readonly<Record<string, string>>,
): Promise<readonly DemoRelease[]> {
  await mkdir(join(workspaceDirectory, 'releases'), { recursive: true });
  return Promise.all(versions.map((it) => createRelease(workspaceDirectory, it, commits[it.version])));
}

/** Builds a version's artifact from this commit and writes its release file, whether there is one already or not. */
export async function createRelease(
  workspaceDirectory: string,
  it: ShopVersion,
  commit: string | undefined,
): Promise<DemoRelease> {
  if (commit === undefined) throw new Error(`the demo's repository has no commit for ${it.version}`);
  const fileName = `shop-${it.version}.tar.gz`;
  const artifactPath = join(workspaceDirectory, 'artifacts', fileName);
  const { sha256 } = await buildArtifact(shopFiles(it), artifactPath);
  const text = `# Written by the build.
service: shop
version: ${it.version}
commit: ${commit}
artifact:
  file: ../artifacts/${fileName}
  sha256: ${sha256}
builtAt: 2026-09-01T08:00:00.000Z
`;
  await replaceFile(join(workspaceDirectory, 'releases', `shop-${it.version}.yaml`), text);
  return { service: 'shop', version: it.version, commit, artifactSha256: sha256, artifactPath };
}

/** Whoever reads meanwhile finds the old file or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
