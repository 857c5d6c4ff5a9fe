import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { Fault } from '../../../shared/protocol/fault.ts';

/** The `git` on this machine, in this folder. @throws Fault UNSUPPORTED where there is none. */
export async function git(
  directory: string,
  commandArguments: readonly string[],
  input = '',
): Promise<string> {
  const child = spawn('git', commandArguments, {
    cwd: directory,
    // Nothing of the user's: neither their configuration nor the repository they may stand in.
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      LANG: 'C.UTF-8',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CEILING_DIRECTORIES: directory,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code, output, errors] = await Promise.all([
    ended.catch((cause: unknown) => {
      throw new Fault('UNSUPPORTED', 'The demo needs git, which did not start.', {
        wayOut: 'Install git, then start the demo again.',
        cause,
      });
    }),
    text(child.stdout),
    text(child.stderr),
  ]);
  if (code !== 0) throw new Error(`git ${commandArguments[0]} ended with ${code}: ${errors.trim()}`);
  return output;
}
