import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Verdict {
  readonly exitCode: number;
  readonly text: string;
  /** What it and its programs complained of. */
  readonly errors: string;
}

/** The plainest of shells, where there is one. */
function toShell(): string {
  return findProgram('dash') ?? '/bin/sh';
}

export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** What the bundle's own checker says of it, without Signalbox. */
export async function verifySh(
  folder: string,
  words: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Verdict> {
  try {
    const { stdout, stderr } = await run(toShell(), [join(folder, 'verify.sh'), ...words], {
      env: environment,
    });
    return { exitCode: 0, text: stdout, errors: stderr };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error)) throw error;
    const errors = 'stderr' in error ? String(error.stderr) : '';
    return { exitCode: Number(error.code), text: String(error.stdout), errors };
  }
}
