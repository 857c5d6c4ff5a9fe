import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';

/** One instant for every file, so that the same files are the same bytes. */
const buildTime = new Date('2026-09-01T08:00:00.000Z');

export interface BuiltArtifact {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/**
 * Packs files as tar.gz, deterministically: sorted names, one time, no owners, nothing of the machine.
 *
 * @param files text by path, without folders.
 */
export async function buildArtifact(
  files: Readonly<Record<string, string>>,
  targetPath: string,
): Promise<BuiltArtifact> {
  const directory = await mkdtemp(join(tmpdir(), 'signalbox-build-'));
  try {
    const names = Object.keys(files).toSorted();
    await Promise.all(
      names.map((name) => writeFile(join(directory, name), files[name] ?? '', { mode: 0o644 })),
    );
    await mkdir(join(targetPath, '..'), { recursive: true });
    await create(
      { file: `${targetPath}.new`, cwd: directory, gzip: true, portable: true, mtime: buildTime },
      names,
    );
    await rename(`${targetPath}.new`, targetPath);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  const bytes = await readFile(targetPath);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length };
}
