import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { foldVersion } from '../../../shared/journal/foldVersion.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import { inSlices } from './inSlices.ts';
import { createStateBuilder, toParts } from './stateParts.ts';

/** A state, and the chain value of the last record in it. */
export interface FoldedState {
  readonly state: JournalState;
  readonly chainSha256: string;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The last line: what the lines above are, and their digest. A file that was cut has none. */
const seal = z.strictObject({
  format: z.literal(1),
  foldVersion: z.number().int(),
  seq: z.number().int().positive(),
  chainSha256: sha256,
  partsSha256: sha256,
});
export type Seal = z.infer<typeof seal>;

const lineFeed = 10;

export function toCheckpointPath(journalPath: string): string {
  return `${journalPath}.state`;
}

/** Whole or not at all: written beside, flushed, renamed. */
export async function writeCheckpoint(path: string, { state, chainSha256 }: FoldedState): Promise<void> {
  const digest = createHash('sha256');
  const lines: string[] = [];
  await inSlices(toParts(state), (part) => {
    const line = `${part}\n`;
    digest.update(line);
    lines.push(line);
  });
  const end: Seal = {
    format: 1,
    foldVersion,
    seq: state.seq,
    chainSha256,
    partsSha256: digest.digest('hex'),
  };
  await exchange(path, [...lines, `${JSON.stringify(end)}\n`]);
}

/**
 * The checkpoint at `path`, where it is one that this fold has made and `isOfJournal` says that its journal is the one
 * at hand; `undefined` for everything else, for it is nothing but a shorter way to what the journal says.
 */
export async function readCheckpoint(
  path: string,
  isOfJournal: (seal: Seal) => Promise<boolean>,
): Promise<FoldedState | undefined> {
  const file = await readFile(path).catch(() => undefined);
  const found = file && splitSeal(file);
  if (!found || found.seal.foldVersion !== foldVersion || !(await isOfJournal(found.seal))) return undefined;
  const state = await readParts(found.parts, found.seal.partsSha256).catch(() => undefined);
  return state?.seq === found.seal.seq ? { state, chainSha256: found.seal.chainSha256 } : undefined;
}

export async function removeCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true });
}

function splitSeal(file: Buffer): { readonly parts: Buffer; readonly seal: Seal } | undefined {
  const at = file.lastIndexOf(lineFeed, file.length - 2) + 1;
  const parsed = seal.safeParse(parseJson(file.subarray(at).toString('utf8')));
  return parsed.success ? { parts: file.subarray(0, at), seal: parsed.data } : undefined;
}

async function readParts(parts: Buffer, partsSha256: string): Promise<JournalState | undefined> {
  const digest = createHash('sha256');
  const builder = createStateBuilder();
  await inSlices(linesOf(parts), (line) => {
    digest.update(line);
    builder.take(line.toString('utf8'));
  });
  return digest.digest('hex') === partsSha256 ? builder.finish() : undefined;
}

/** Each with its line feed. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(lineFeed, from);
    const to = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(from, to);
    from = to;
  }
}

async function exchange(path: string, lines: readonly string[]): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    await withFile(beside, 'w', async (file) => {
      for (const line of lines) await file.write(line);
      await file.sync();
    });
    await rename(beside, path);
  } finally {
    await rm(beside, { force: true });
  }
  // Windows has no such call for folders, and NTFS logs its metadata itself.
  if (process.platform !== 'win32') await withFile(dirname(path), 'r', (folder) => folder.sync());
}

async function withFile(
  path: string,
  flags: string,
  act: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, flags);
  try {
    await act(file);
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema says that it is none
  }
}
