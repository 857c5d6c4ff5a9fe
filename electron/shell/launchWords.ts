import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface LaunchWords {
  /** Absolute. */
  readonly workspace: string | undefined;
  readonly readOnly: boolean;
  /** The embedded fleet is asked for instead, in this folder, which is kept then, or in one that goes with it. */
  readonly demo: { readonly directory: string | undefined } | undefined;
}

/**
 * What the desktop was started with. Electron and Chromium put words of their own on the same line, so words
 * that are not ours are passed over.
 * @param words the command line after the program, and after its main file where that stands there too.
 */
export function parseLaunchWords(words: readonly string[], workingDirectory: string): LaunchWords {
  const { values } = parseArgs({
    args: [...words],
    options: {
      workspace: { type: 'string', short: 'w' },
      'read-only': { type: 'boolean' },
      demo: { type: 'boolean' },
      'demo-dir': { type: 'string' },
    },
    strict: false,
    allowPositionals: true,
  });
  const toPath = (value: string | boolean | undefined): string | undefined =>
    typeof value === 'string' ? resolve(workingDirectory, value) : undefined;
  return {
    workspace: toPath(values.workspace),
    readOnly: values['read-only'] === true,
    demo: values.demo === true ? { directory: toPath(values['demo-dir']) } : undefined,
  };
}
