import { git } from './git.ts';
import { lateChange } from './sourceHistory.ts';
import { toFastImportCommit } from './toFastImport.ts';

/**
 * Ana's commit on top of 1.1.0, on a branch of its own.
 *
 * @param parent the commit of 1.1.0.
 * @returns the new commit.
 */
export async function commitLateChange(directory: string, parent: string): Promise<string> {
  const stream = `${toFastImportCommit(lateChange, parent)}done\n`;
  await git(directory, ['fast-import', '--quiet', '--done'], stream);
  return (await git(directory, ['rev-parse', lateChange.branch])).trim();
}
