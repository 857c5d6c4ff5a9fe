import type { Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { checkWorkspace, type WorkspaceLocation } from './checkWorkspace.ts';
import { formatProblem } from './problems.ts';

export interface ReadWorkspace {
  readonly workspace: Workspace;
  /** Absolute paths of everything that was read, in order: what to watch for changes. */
  readonly files: readonly string[];
}

/**
 * A workspace that is valid to the last reference. `check` is `checkWorkspace`, wherever it is done.
 * @throws Fault WORKSPACE_NOT_FOUND, or WORKSPACE_INVALID with every problem as `file:line:column path: message`.
 */
export async function readWorkspace(
  location: WorkspaceLocation,
  check: typeof checkWorkspace = checkWorkspace,
): Promise<ReadWorkspace> {
  const { workspace, problems, files } = await check(location);
  if (workspace) return { workspace, files };
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  throw new Fault('WORKSPACE_INVALID', `The workspace in ${location.directory} has ${count}.`, {
    details: problems.map(formatProblem),
    wayOut: 'Mend the lines that are named, then read it again.',
  });
}
