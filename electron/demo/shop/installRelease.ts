import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { extract } from 'tar';
import { releaseFolderOf } from '../../../shared/model/release.ts';
import type { HostShell } from '../hosts/hostShell.ts';
import type { DemoRelease } from './createReleases.ts';
import { shopCommands } from './shopCommands.ts';

/** Lays a release out on a host as a rollout of Signalbox leaves it behind, and starts the service. */
export async function installRelease(
  shell: HostShell,
  release: DemoRelease,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const directory = join(shell.home, 'shop');
  const folder = releaseFolderOf(release);
  await mkdir(join(directory, 'releases', folder), { recursive: true });
  await mkdir(join(directory, 'artifacts'), { recursive: true });
  await copyFile(release.artifactPath, join(directory, 'artifacts', release.artifactSha256));
  await extract({ file: release.artifactPath, cwd: join(directory, 'releases', folder) });
  await writeFile(join(directory, 'releases', folder, '.signalbox-release'), releaseNote(release));
  await symlink(join('releases', folder), join(directory, 'current'));
  await run(shell, shopCommands.start, variables);
}

function releaseNote({ service, version, commit, artifactSha256 }: DemoRelease): string {
  return `service ${service}\nversion ${version}\ncommit ${commit}\nsha256 ${artifactSha256}\n`;
}

async function run(
  shell: HostShell,
  command: string,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const child = shell.run(command, variables);
  child.stdin?.end();
  const [code, errors] = await Promise.all([
    new Promise<number | null>((done, fail) => child.once('close', done).once('error', fail)),
    child.stderr ? text(child.stderr) : '',
    child.stdout ? text(child.stdout) : '',
  ]);
  if (code !== 0)
    throw new Error(`the service did not start in ${shell.home} (exit code ${code}): ${errors}`);
}
