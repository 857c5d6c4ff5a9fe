import { mkdir } from 'node:fs/promises';
import { git } from './git.ts';
import { history } from './sourceHistory.ts';
import { toFastImport } from './toFastImport.ts';

/**
 * Makes the shop's repository with the `git` on this machine, checked out at main.
 *
 * @returns the commits of the releases, by version.
 * @throws Fault UNSUPPORTED where there is no git.
 */
export async function createSourceRepository(directory: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(directory, { recursive: true });
  await git(directory, ['init', '--quiet', '--initial-branch=main', '--template=']);
  await git(directory, ['fast-import', '--quiet', '--done'], `${toFastImport(history)}done\n`);
  await git(directory, ['reset', '--quiet', '--hard', 'main']);
  const versions = history.flatMap((step) => (step.kind === 'tag' ? [step.version] : []));
  const commits = await git(directory, ['rev-parse', ...versions.map((version) => `v${version}^{commit}`)]);
  const ids = commits.trim().split('\n');
  return Object.fromEntries(versions.map((version, index) => [version, ids[index] ?? '']));
}
