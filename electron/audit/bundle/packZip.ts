import { createWriteStream, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** Packs a folder under its own name. Every file keeps its bytes; times are those of its writing. */
export async function packZip(
  folder: string,
  toPath: string,
  { onFile }: { readonly onFile: () => void },
): Promise<void> {
  const zip = new ZipFile();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  for (const it of files) {
    const path = join(it.parentPath, it.name);
    const name = relative(folder, path).replaceAll('\\', '/');
    zip.addFile(path, `${basename(folder)}/${name}`, { mode: 0o100644 });
    onFile();
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(toPath, { flags: 'wx' }));
}
