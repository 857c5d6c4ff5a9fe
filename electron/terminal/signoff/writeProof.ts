import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { ProofFile } from './proofFiles.ts';

/**
 * Writes a proof into a new or empty folder. It is made beside it and moved there whole: either all of it is there, or none.
 * @throws Fault INVALID_INPUT where there is something already, or the folder cannot be written.
 */
export async function writeProof(directory: string, files: readonly ProofFile[]): Promise<void> {
  await requireEmpty(directory);
  const unfinished = join(dirname(directory), `.${basename(directory)}.${randomUUID()}`);
  try {
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(unfinished, { mode: 0o755 });
    for (const { name, text } of files) {
      await writeFile(join(unfinished, name), text, { mode: 0o644, flag: 'wx' });
    }
    await rename(unfinished, directory);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY';
    if (isFull) throw occupied(directory, error);
    throw unwritable(directory, error);
  }
}

async function requireEmpty(directory: string): Promise<void> {
  try {
    if ((await readdir(directory)).length > 0) throw occupied(directory);
  } catch (error) {
    if (error instanceof Fault) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw unwritable(directory, error);
  }
}

function occupied(directory: string, cause?: unknown): Fault {
  return new Fault('INVALID_INPUT', `${directory} is not empty, and nothing is written over.`, {
    wayOut: 'Name a folder that is new or empty.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function unwritable(directory: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Fault('INVALID_INPUT', `The sign-offs could not be written to ${directory}: ${why}`, {
    wayOut: 'Name a folder that can be made.',
    cause,
  });
}
