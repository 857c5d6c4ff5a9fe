import {
  checkWorkspace,
  type CheckedWorkspace,
  type WorkspaceLocation,
} from '../workspace/checkWorkspace.ts';
import { findEngineProblem } from './engineFiles.ts';
import { signoffRules } from './signoffRules.ts';

/** What is to be read, as it crosses to a thread. */
export interface WorkspaceTask {
  readonly location: Pick<WorkspaceLocation, 'directory' | 'home' | 'userName' | 'environment'>;
  /** Whether the commits that engines name are looked into. */
  readonly looksIntoEngines?: boolean;
}

/** `checkWorkspace` with the rules of the other rooms. Throws as it does. */
export function checkWorkspaceHere({ location, looksIntoEngines }: WorkspaceTask): Promise<CheckedWorkspace> {
  return checkWorkspace({
    ...location,
    signoffRules,
    ...(looksIntoEngines ? { findEngineProblem: (engine) => findEngineProblem(engine) } : {}),
  });
}
