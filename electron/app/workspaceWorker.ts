import { parentPort, workerData } from 'node:worker_threads';
import { serveJob } from '../journal/jobProtocol.ts';
import {
  checkWorkspace,
  type CheckedWorkspace,
  type WorkspaceLocation,
} from '../workspace/checkWorkspace.ts';
import { signoffRules } from './signoffRules.ts';

export interface WorkspaceTask {
  readonly path: string;
  readonly location: Omit<WorkspaceLocation, 'signoffRules'>;
}

const perform = ({ location }: WorkspaceTask): Promise<CheckedWorkspace> =>
  checkWorkspace({ ...location, signoffRules });

if (parentPort !== null) await serveJob(parentPort, workerData, perform);
