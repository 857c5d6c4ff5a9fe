import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The folder that was named; else the nearest one upwards with a `signalbox.yaml`; else where we are. */
export function findWorkspace(workingDirectory: string, named: string | undefined): string {
  if (named !== undefined) return resolve(workingDirectory, named);
  for (let folder = resolve(workingDirectory); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'signalbox.yaml'))) return folder;
    if (dirname(folder) === folder) return resolve(workingDirectory);
  }
}
