import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Fault } from '../../../shared/protocol/fault.ts';
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

async function git(directory: string, commandArguments: readonly string[], input = ''): Promise<string> {
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
