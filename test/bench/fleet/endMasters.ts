import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RolloutTask } from './rolloutTask.ts';

const run = promisify(execFile);

/** Ends the shared connections that `ssh` left behind in `folder`, one socket a port. */
export async function endMasters(task: RolloutTask, folder: string): Promise<void> {
  const ports = [task.edgePort, ...task.hosts.map((it) => it.sshPort)];
  const words = ['-F', 'none', '-o', `ControlPath=${folder}/%p`, '-O', 'exit', '-p'];
  await Promise.all(
    ports.map((port) =>
      run('ssh', [...words, String(port), '127.0.0.1']).catch(
        () => undefined, // one that never came up needs no end
      ),
    ),
  );
}
