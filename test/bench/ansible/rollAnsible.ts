import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endMasters } from '../fleet/endMasters.ts';
import { releaseFacts, type RolloutTask } from '../fleet/rolloutTask.ts';

const run = promisify(execFile);
const fileBeside = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The rollout by `ansible-playbook` as it is quickest: pipelining, ControlPersist, no facts, a known interpreter. */
export async function rollWithAnsible(task: RolloutTask): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'an-'));
  try {
    await writeFile(join(folder, 'ansible.cfg'), toConfiguration(task, folder));
    await writeFile(join(folder, 'hosts.json'), JSON.stringify(toInventory(task)));
    const words = ['-i', join(folder, 'hosts.json'), '-e', JSON.stringify({ batch: task.batch })];
    await run('ansible-playbook', [...words, fileBeside('./rollout.yml')], {
      env: { ...process.env, ANSIBLE_CONFIG: join(folder, 'ansible.cfg'), LC_ALL: 'C.UTF-8' },
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    await endMasters(task, folder);
    await rm(folder, { recursive: true, force: true });
  }
}

function toConfiguration(task: RolloutTask, folder: string): string {
  const ssh = [
    '-F none',
    '-o ControlMaster=auto -o ControlPersist=60s',
    `-o UserKnownHostsFile=${task.knownHostsFile} -o IdentitiesOnly=yes`,
  ];
  return [
    '[defaults]',
    'forks = 20',
    'host_key_checking = True',
    'interpreter_python = /usr/bin/python3',
    `local_tmp = ${folder}/local`,
    '[ssh_connection]',
    'pipelining = True',
    `ssh_args = ${ssh.join(' ')}`,
    `control_path = ${folder}/%%p`,
    '',
  ].join('\n');
}

/** JSON is YAML, and quotes itself. */
function toInventory(task: RolloutTask): object {
  const { release } = task;
  const balancers = `SOCKETS='${task.socketPaths.join(' ')}' BACKEND=${task.backend} POOL_POLL=${task.poolPollMs / 1_000} sh ${fileBeside('./balancers.sh')}`;
  const login = { ansible_host: '127.0.0.1', ansible_user: task.login };
  return {
    all: {
      vars: {
        ansible_ssh_private_key_file: task.identityFile,
        artifact: release.artifactFile,
        sha256: release.sha256,
        version: release.version,
        folder: release.folder,
        facts: releaseFacts(release),
        backend: task.backend,
        tell: `${balancers} tell`,
        await: `${balancers} await`,
        check_poll: task.checkPollMs / 1_000,
        stop: task.stop,
        start: task.start,
        node: process.execPath,
      },
      hosts: { edge: { ...login, ansible_port: task.edgePort } },
      children: {
        web: {
          hosts: Object.fromEntries(
            task.hosts.map((it) => [
              it.name,
              { ...login, ansible_port: it.sshPort, shop: it.shop, service_port: it.port },
            ]),
          ),
        },
      },
    },
  };
}
