import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** @throws Error naming every program that is not in the path. */
export async function requirePrograms(names: readonly string[]): Promise<void> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const isThere = async (name: string): Promise<boolean> => {
    const found = await Promise.allSettled(folders.map((it) => access(join(it, name), constants.X_OK)));
    return found.some((it) => it.status === 'fulfilled');
  };
  const missing: string[] = [];
  for (const name of names) if (!(await isThere(name))) missing.push(name);
  if (missing.length > 0) throw new Error(`not installed, and needed to compare with: ${missing.join(', ')}`);
}
