import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endMasters } from '../fleet/endMasters.ts';
import { releaseFacts, type RolloutTask } from '../fleet/rolloutTask.ts';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./rollout.sh', import.meta.url));

/** The rollout by a shell script with `ssh`, `scp` and ControlMaster; its connections are made and ended within it. */
export async function rollWithShell(task: RolloutTask): Promise<void> {
  // A path of a Unix socket may have 107 bytes only.
  const control = await mkdtemp(join(tmpdir(), 'cm-'));
  try {
    await run('bash', [script], { env: { ...process.env, ...toEnvironment(task, control) } });
  } finally {
    await endMasters(task, control);
    await rm(control, { recursive: true, force: true });
  }
}

function toEnvironment(task: RolloutTask, control: string): Record<string, string> {
  const { release, hosts } = task;
  return {
    CONTROL: control,
    KEY: task.identityFile,
    KNOWN_HOSTS: task.knownHostsFile,
    LOGIN: task.login,
    EDGE: String(task.edgePort),
    SOCKETS: task.socketPaths.join(' '),
    BACKEND: task.backend,
    BATCH: String(task.batch),
    POOL_POLL: String(task.poolPollMs / 1_000),
    CHECK_POLL: String(task.checkPollMs / 1_000),
    ARTIFACT: release.artifactFile,
    SHA256: release.sha256,
    VERSION: release.version,
    FOLDER: release.folder,
    FACTS: releaseFacts(release),
    NODE: process.execPath,
    STOP: task.stop,
    START: task.start,
    HOSTS: hosts.map((it) => [it.name, it.sshPort, it.shop, it.port].join(' ')).join('\n'),
  };
}
