import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runJob } from '../journal/runJob.ts';
import {
  checkWorkspace,
  workspaceFileName,
  type CheckedWorkspace,
  type WorkspaceLocation,
} from '../workspace/checkWorkspace.ts';
import { signoffRules } from './signoffRules.ts';
import type { WorkspaceTask } from './workspaceWorker.ts';

/** To read more than this would hold up a window; to start a thread takes as long as reading it. */
const mostBytesHere = 32_768;

/**
 * `checkWorkspace` with the rules of sign-offs, in a thread of its own where the file is long: a thousand hosts take half a
 * second. Throws as it does.
 */
export async function checkWorkspaceAside(
  location: Omit<WorkspaceLocation, 'signoffRules'>,
): Promise<CheckedWorkspace> {
  const { directory, home, userName, environment } = location;
  const sizeBytes = await stat(join(directory, workspaceFileName)).then(
    ({ size }) => size,
    () => 0, // that it is missing is told by who reads it
  );
  if (sizeBytes <= mostBytesHere)
    return checkWorkspace({ directory, home, userName, environment, signoffRules });
  return runJob<WorkspaceTask, CheckedWorkspace>(
    new URL('./workspaceWorker.ts', import.meta.url),
    { path: directory, location: { directory, home, userName, environment: { ...environment } } },
    {},
  );
}
