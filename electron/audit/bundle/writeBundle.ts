import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Fault } from '../../../shared/protocol/fault.ts';
import type { BundleFile, BundleSource } from './bundleSource.ts';
import { listBundleFiles } from './listBundleFiles.ts';
import { packZip } from './packZip.ts';

export interface WritePorts {
  /** An armored SSH signature of the namespace `evidence@signalbox`. */
  sign(bytes: Uint8Array): Promise<string>;
  /** The PDFs; asked for at the beginning, and waited for when everything else is written. */
  renderReports(source: BundleSource): Promise<readonly { path: string; bytes: Uint8Array }[]>;
  /** Throws CANCELLED when it is no longer wanted. */
  progress(done: number, total: number): void;
}

export interface WrittenBundle {
  readonly path: string;
  readonly files: number;
  /** SHA-256 of SHA256SUMS. */
  readonly sumsSha256: string;
}

/** Whoever wants to cancel is heard between two of so many files. */
const filesBetweenTurns = 64;

export const verifierUrl = new URL('./verify.sh', import.meta.url);

/**
 * Writes the bundle beside its place and gives it its name when it is whole: a folder, or one file for a name that ends with
 * `.zip`. What was begun and not finished is removed.
 * @throws Fault INVALID_INPUT (it exists), NOT_FOUND (no such folder), CANCELLED.
 */
export async function writeBundle(
  source: BundleSource,
  toPath: string,
  ports: WritePorts,
): Promise<WrittenBundle> {
  requirePlace(toPath);
  const scratch = `${toPath}.${randomUUID()}.new`;
  const folder = join(scratch, basename(toPath).replace(/\.zip$/, ''));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const sums = await writeFiles(source, folder, ports);
    writeFileSync(join(folder, 'SHA256SUMS'), sums.text);
    writeFileSync(join(folder, 'SHA256SUMS.sig'), await ports.sign(Buffer.from(sums.text, 'utf8')));
    if (toPath.endsWith('.zip')) {
      const packed = join(scratch, 'bundle.zip');
      await packZip(folder, packed, { onFile: () => ports.progress(1, 1) });
      renameSync(packed, requirePlace(toPath));
    } else {
      renameSync(folder, requirePlace(toPath));
    }
    const sumsSha256 = createHash('sha256').update(sums.text).digest('hex');
    return { path: toPath, files: sums.count + 2, sumsSha256 };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeFiles(
  source: BundleSource,
  folder: string,
  ports: WritePorts,
): Promise<{ readonly text: string; readonly count: number }> {
  const lines: string[] = [];
  const made = new Set<string>();
  const total = source.evidence.changes.length + 1;
  let done = 0;
  const write = async (file: BundleFile): Promise<void> => {
    lines.push(writeFile(file, folder, made));
    if (lines.length % filesBetweenTurns === 0) await nextTurn();
    if (!file.path.endsWith('/change.json')) return;
    done += 1;
    ports.progress(done, total);
  };
  ports.progress(0, total);
  const rendering = ports.renderReports(source);
  rendering.catch(() => undefined); // told where it is awaited
  await write({ path: 'verify.sh', parts: [readFileSync(verifierUrl)] });
  for (const file of listBundleFiles(source)) await write(file);
  for (const { path, bytes } of await rendering) await write({ path, parts: [bytes] });
  ports.progress(total, total);
  return { text: lines.join(''), count: lines.length };
}

/** Its line of SHA256SUMS. In one go: this is a thread of its own, and thousands of small files cost twice as much otherwise. */
function writeFile({ path, parts }: BundleFile, folder: string, made: Set<string>): string {
  const full = join(folder, path);
  const parent = dirname(full);
  if (!made.has(parent)) mkdirSync(parent, { recursive: true });
  made.add(parent);
  const digest = createHash('sha256');
  const file = openSync(full, 'wx', 0o644);
  try {
    for (const part of parts) {
      if (part.length === 0) continue;
      const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
      digest.update(bytes);
      writeFileSync(file, bytes);
    }
  } finally {
    closeSync(file);
  }
  return `${digest.digest('hex')}  ${path}\n`;
}

function requirePlace(toPath: string): string {
  if (existsSync(toPath)) {
    throw new Fault('INVALID_INPUT', `${toPath} exists already; an export never overwrites.`, {
      wayOut: 'Name a folder or file that does not exist yet.',
    });
  }
  if (!existsSync(dirname(toPath))) {
    throw new Fault('NOT_FOUND', `The folder ${dirname(toPath)} for the export does not exist.`);
  }
  return toPath;
}
