import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface LaunchWords {
  /** Absolute. */
  readonly workspace: string | undefined;
  readonly readOnly: boolean;
}

/**
 * What the desktop was started with. Electron and Chromium put words of their own on the same line, so words
 * that are not ours are passed over.
 * @param words the command line after the program, and after its main file where that stands there too.
 */
export function parseLaunchWords(words: readonly string[], workingDirectory: string): LaunchWords {
  const { values } = parseArgs({
    args: [...words],
    options: { workspace: { type: 'string', short: 'w' }, 'read-only': { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  });
  const { workspace } = values;
  return {
    workspace: typeof workspace === 'string' ? resolve(workingDirectory, workspace) : undefined,
    readOnly: values['read-only'] === true,
  };
}
