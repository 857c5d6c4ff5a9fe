import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Processes that name one of the folders in their arguments or their environment. */
export function processesOf(folders: readonly string[]): readonly string[] {
  const listing = execFileSync('ps', ['axeww', '-o', 'pid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { PATH: process.env['PATH'] },
  });
  return listing
    .split('\n')
    .filter((line) => folders.some((folder) => line.includes(`${folder}/`) || line.includes(`${folder} `)));
}

/** What still stands of a fleet: empty when nothing does. */
export function leftoversOf(folders: readonly string[]): readonly string[] {
  return [...processesOf(folders), ...folders.filter(existsSync)];
}
