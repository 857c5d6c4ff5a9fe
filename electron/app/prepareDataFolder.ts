import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../shared/protocol/fault.ts';

/** Makes `.signalbox` in the workspace, kept out of Git: the journal and what belongs to it lie there. */
export async function prepareDataFolder(workspaceDirectory: string): Promise<string> {
  const folder = join(workspaceDirectory, '.signalbox');
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.gitignore'), '*\n');
  } catch (error) {
    throw new Fault(
      'JOURNAL_UNWRITABLE',
      `The folder ${folder} cannot be written: nothing can be recorded there.`,
      {
        wayOut: 'Make the folder writable, or point to another journal.',
        cause: error,
      },
    );
  }
  return folder;
}
