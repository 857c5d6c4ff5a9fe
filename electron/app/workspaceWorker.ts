import { parentPort, workerData } from 'node:worker_threads';
import { serveJob } from '../journal/jobProtocol.ts';
import { checkWorkspaceHere, type WorkspaceTask } from './checkWorkspaceHere.ts';

const perform = (task: WorkspaceTask & { readonly path: string }) => checkWorkspaceHere(task);

if (parentPort !== null) await serveJob(parentPort, workerData, perform);
