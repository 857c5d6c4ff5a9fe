import type { Problem } from '../../shared/model/problem.ts';
import { readReleases } from '../workspace/readReleases.ts';
import { checkWorkspaceAside } from './checkWorkspaceAside.ts';
import type { AppConfig } from './ports.ts';

/**
 * Everything that is wrong with a workspace's files, release files and the commits of engines included; needs no app, since none can be made of
 * a workspace with problems.
 * @throws Fault WORKSPACE_NOT_FOUND.
 */
export async function checkWorkspaceFiles(
  config: Pick<AppConfig, 'workspaceDirectory' | 'home' | 'userName' | 'environment'>,
): Promise<{ readonly problems: readonly Problem[]; readonly files: readonly string[] }> {
  const { workspace, problems, files } = await checkWorkspaceAside({
    ...config,
    directory: config.workspaceDirectory,
    looksIntoEngines: true,
  });
  if (!workspace) return { problems, files };
  const releases = await readReleases({ directory: workspace.directory, folder: workspace.releasesFolder });
  return { problems: [...problems, ...releases.problems], files };
}
