import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runJob } from '../journal/runJob.ts';
import { workspaceFileName, type CheckedWorkspace } from '../workspace/checkWorkspace.ts';
import { checkWorkspaceHere, type WorkspaceTask } from './checkWorkspaceHere.ts';

/** To read more than this would hold up a window; to start a thread takes as long as reading it. */
const mostBytesHere = 32_768;

/**
 * `checkWorkspace` with the rules of sign-offs, in a thread of its own where the file is long: a thousand hosts take half a
 * second. Throws as it does.
 */
export async function checkWorkspaceAside(
  location: WorkspaceTask['location'] & Pick<WorkspaceTask, 'looksIntoEngines'>,
): Promise<CheckedWorkspace> {
  const { directory, home, userName, looksIntoEngines = false } = location;
  const own = { directory, home, userName, environment: { ...location.environment } };
  const sizeBytes = await stat(join(directory, workspaceFileName)).then(
    ({ size }) => size,
    () => 0, // that it is missing is told by who reads it
  );
  if (sizeBytes <= mostBytesHere) return checkWorkspaceHere({ location: own, looksIntoEngines });
  return runJob<WorkspaceTask & { readonly path: string }, CheckedWorkspace>(
    new URL('./workspaceWorker.ts', import.meta.url),
    { path: directory, location: own, looksIntoEngines },
    {},
  );
}
