import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Verdict {
  readonly exitCode: number;
  readonly text: string;
}

/** What the bundle's own checker says of it, without Signalbox. */
export async function verifySh(
  folder: string,
  words: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Verdict> {
  try {
    const { stdout } = await run('/bin/sh', [join(folder, 'verify.sh'), ...words], { env: environment });
    return { exitCode: 0, text: stdout };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !('stdout' in error)) throw error;
    return { exitCode: Number(error.code), text: String(error.stdout) };
  }
}
