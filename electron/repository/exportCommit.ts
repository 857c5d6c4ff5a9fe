import { chmod, mkdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';
import { endOnAbort, requireNotAborted, spawnGit, whenEnded } from './implementers/gitProcess.ts';
import { listCommitFiles, type CommitFile, type CommitPlace } from './listCommitFiles.ts';

/**
 * Writes every file of a commit below a folder that is not there yet, byte for byte as the objects say. Links are made last, so
 * that nothing is written through one, and each must end at a file or folder of the same commit. Leaves nothing where it fails.
 * @throws Fault NOT_FOUND, INVALID_INPUT, CANCELLED.
 */
export async function exportCommit(
  { into, ...place }: CommitPlace & { readonly into: string },
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const files = await listCommitFiles(place, options);
  const contents = await readBlobs(place, files, options);
  await mkdir(into, { mode: 0o700 });
  try {
    for (const file of files) if (file.kind !== 'link') await writeOne(into, file, contents, place);
    const links = files.filter((file) => file.kind === 'link');
    for (const link of links) await linkOne(into, link, contents, place);
    const root = await realpath(into);
    for (const link of links) await requireInside(root, link, place);
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    throw error;
  }
}

type Contents = ReadonlyMap<string, Buffer>;

async function writeOne(
  into: string,
  file: CommitFile,
  contents: Contents,
  place: CommitPlace,
): Promise<void> {
  const path = join(into, file.path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, contentOf(file, contents), { flag: 'wx' }).catch((error: unknown) => {
    throw refuse(file, place, 'cannot be written', error);
  });
  if (file.kind === 'program') await chmod(path, 0o755);
}

async function linkOne(
  into: string,
  link: CommitFile,
  contents: Contents,
  place: CommitPlace,
): Promise<void> {
  const path = join(into, link.path);
  await mkdir(dirname(path), { recursive: true });
  await symlink(contentOf(link, contents), path).catch((error: unknown) => {
    throw refuse(link, place, 'cannot be made', error);
  });
}

/** Where it really ends: through other links, and up again from there. */
async function requireInside(root: string, link: CommitFile, place: CommitPlace): Promise<void> {
  const end = await realpath(join(root, link.path)).catch((error: unknown) => {
    throw refuse(link, place, 'is a link that leads nowhere', error);
  });
  if (end !== root && !end.startsWith(`${root}${sep}`)) {
    throw refuse(link, place, 'is a link that leads out of the repository');
  }
}

function contentOf({ id, path }: CommitFile, contents: Contents): Buffer {
  const content = contents.get(id);
  if (!content) throw new Fault('INTERNAL', `Git did not give the bytes of ${path}.`);
  return content;
}

/** All at once: `git cat-file --batch` answers `ID TYPE SIZE LF bytes LF` for each line. */
async function readBlobs(
  { directory }: CommitPlace,
  files: readonly CommitFile[],
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Contents> {
  const ids = [...new Set(files.map((file) => file.id))];
  const child = spawnGit(directory, ['cat-file', '--batch', '--buffer']);
  const release = endOnAbort(child, signal);
  const chunks: Buffer[] = [];
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (chunk: Buffer) => void chunks.push(chunk));
  child.stderr.resume();
  child.stdin.end(ids.map((id) => `${id}\n`).join(''));
  try {
    const exitCode = await whenEnded(child);
    requireNotAborted(signal);
    if (exitCode !== 0)
      throw new Fault('INTERNAL', `Git ended with ${exitCode} instead of giving the files.`);
    return parseBatch(Buffer.concat(chunks));
  } finally {
    release();
  }
}

function parseBatch(bytes: Buffer): Contents {
  const contents = new Map<string, Buffer>();
  let at = 0;
  while (at < bytes.length) {
    const lineEnd = bytes.indexOf(10, at);
    const [id = '', type, size = ''] = bytes.toString('utf8', at, Math.max(at, lineEnd)).split(' ');
    const sizeBytes = Number(size);
    const end = lineEnd + 1 + sizeBytes;
    if (lineEnd < 0 || type !== 'blob' || !Number.isSafeInteger(sizeBytes) || end >= bytes.length) break;
    contents.set(id, bytes.subarray(lineEnd + 1, end));
    at = end + 1;
  }
  return contents;
}

function refuse({ path }: CommitFile, { commit }: CommitPlace, reason: string, cause?: unknown): Fault {
  return new Fault('INVALID_INPUT', `${path} in the commit ${commit.slice(0, 12)} ${reason}.`, {
    wayOut: 'Take it out of the repository, and name the commit that has it no more.',
    ...(cause === undefined ? {} : { cause }),
  });
}
