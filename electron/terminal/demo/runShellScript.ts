import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

export interface ScriptVerdict {
  readonly exitCode: number | null;
  /** What it said, errors last. */
  readonly lines: readonly string[];
}

/** Runs a script of a folder with this machine's `sh`, as an auditor would. */
export async function runShellScript(folder: string, words: readonly string[]): Promise<ScriptVerdict> {
  const child = spawn('sh', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail));
  const [exitCode, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, lines: `${out}${errors}`.split('\n').filter((it) => it !== '') };
}
