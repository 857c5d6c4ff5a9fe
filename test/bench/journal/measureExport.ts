import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeChanges } from './makeChanges.ts';
import { readAnswer } from './readAnswer.ts';

/** What a process that exported measures of itself. */
export interface ExportTimes {
  readonly ms: number;
  /** The most that its main thread worked in one go, by its own processor time. */
  readonly blockMs: number;
  readonly changes: number;
  readonly files: number;
}

/** The app writes the evidence of so many changes into a folder, verification before it and PDF included. */
export async function measureExport(
  folder: string,
  { changes }: { readonly changes: number },
): Promise<ExportTimes> {
  const { directory } = await makeChanges(join(folder, 'changes'), changes);
  const script = fileURLToPath(new URL('./exportEvidence.ts', import.meta.url));
  await readAnswer([script, directory]);
  const times = await readAnswer<ExportTimes>([script, directory, join(folder, 'evidence')]);
  if (times.changes !== changes)
    throw new Error(`${times.changes} changes were exported, and ${changes} made`);
  return times;
}
