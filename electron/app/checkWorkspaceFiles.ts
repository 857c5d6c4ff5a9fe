import type { Problem } from '../../shared/model/problem.ts';
import { checkWorkspace } from '../workspace/checkWorkspace.ts';
import { readReleases } from '../workspace/readReleases.ts';
import { findEngineProblem } from './engineFiles.ts';
import type { AppConfig } from './ports.ts';
import { signoffRules } from './signoffRules.ts';

/**
 * Everything that is wrong with a workspace's files, release files and the commits of engines included; needs no app, since none can be made of
 * a workspace with problems.
 * @throws Fault WORKSPACE_NOT_FOUND.
 */
export async function checkWorkspaceFiles(
  config: Pick<AppConfig, 'workspaceDirectory' | 'home' | 'userName' | 'environment'>,
): Promise<{ readonly problems: readonly Problem[]; readonly files: readonly string[] }> {
  const { workspace, problems, files } = await checkWorkspace({
    ...config,
    directory: config.workspaceDirectory,
    signoffRules,
    findEngineProblem: (engine) => findEngineProblem(engine),
  });
  if (!workspace) return { problems, files };
  const releases = await readReleases({ directory: workspace.directory, folder: workspace.releasesFolder });
  return { problems: [...problems, ...releases.problems], files };
}
