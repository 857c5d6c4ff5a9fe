import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAnsible, type Ansible } from '../../../electron/ansible/createAnsible.ts';
import { engine } from '../../../shared/model/engine.ts';
import { release } from '../../../shared/model/release.ts';
import { defaultRolloutSettings } from '../../../shared/model/rolloutSettings.ts';
import { deploymentTarget, host, type SshDestination } from '../../../shared/model/workspace.ts';
import { createSshKey } from '../../fixtures/sshKey.ts';
import { startSshd, type Sshd } from '../../fixtures/sshd.ts';

const never = { timeoutMs: 240_000, signal: new AbortController().signal };

let root: string;
let sshd: Sshd;
let identityFile: string;
let lockedFile: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'signalbox-rehearsal-'));
  const key = await createSshKey(root, 'id');
  const locked = await createSshKey(root, 'locked', { passphrase: 'open sesame' });
  [identityFile, lockedFile] = [key.privateKeyFile, locked.privateKeyFile];
  sshd = await startSshd({ authorizedKeys: [key.publicKeyLine, locked.publicKeyLine] });
  await writeFile(join(root, 'known_hosts'), sshd.knownHostsLine);
});
afterAll(async () => {
  await sshd.stop();
  await rm(root, { recursive: true, force: true });
});

function rehearse(
  name: string,
  destinations: Readonly<Record<string, Partial<SshDestination>>>,
  files: Readonly<Record<string, string>>,
): Ansible {
  const direct = {
    address: '127.0.0.1',
    port: sshd.port,
    user: sshd.user,
    identityFiles: [identityFile],
    jumps: [],
  };
  const hosts = Object.entries(destinations).map(([it, more]) =>
    host.parse({ name: it, ssh: { name: it, ...direct, ...more }, variables: {} }),
  );
  const commit = 'c'.repeat(40);
  const target = deploymentTarget.parse({
    service: 'shop',
    environment: 'production',
    placements: hosts.map((it) => ({
      host: it.name,
      directory: 'shop',
      checks: { health: { command: 'true' } },
    })),
    settings: defaultRolloutSettings,
  });
  return createAnsible({
    run: {
      engine: engine.parse({
        kind: 'ansible',
        repository: root,
        commit,
        playbook: 'deploy.yml',
        variables: {},
      }),
      target,
      release: release.parse({ service: 'shop', version: '1.0.0', commit, artifactSha256: 'a'.repeat(64) }),
    },
    folder: join(root, name),
    workspace: {
      hosts,
      ssh: {
        knownHosts: [join(root, 'known_hosts')],
        useAgent: false,
        connectTimeoutMs: 10_000,
        keepAliveMs: 15_000,
      },
    },
    target,
    // A desktop on which somebody has switched the checking of host keys off.
    environment: { ...process.env, ANSIBLE_HOST_KEY_CHECKING: 'False' },
    identify: async () => 'this',
    exportFiles: async (into) => {
      await mkdir(join(into, 'host_vars'), { recursive: true });
      for (const [file, text] of Object.entries(files)) await writeFile(join(into, file), text);
    },
  });
}

const playbook = '- hosts: all\n  gather_facts: false\n  tasks: [{ ping: }]\n';
const jump = (): SshDestination => ({
  name: 'gate',
  address: '127.0.0.1',
  port: sshd.port,
  user: sshd.user,
  identityFiles: [identityFile],
  jumps: [],
});

describe('what would keep Ansible from its work', { timeout: 300_000 }, () => {
  it('is said while every host is in its pool: a key that is locked, a host that is not known; jumps are gone through', async () => {
    const hosts = {
      direct: {},
      behind: { jumps: [jump()] },
      locked: { identityFiles: [lockedFile] },
      stranger: { address: 'localhost' },
    };
    const ansible = rehearse('logins', hosts, { 'deploy.yml': playbook });
    await ansible.rehearse('direct', never);
    await ansible.rehearse('behind', never);
    await expect(ansible.rehearse('locked', never)).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      wayOut: expect.stringContaining('must be in the agent'),
    });
    await expect(ansible.rehearse('stranger', never)).rejects.toMatchObject({ code: 'HOST_KEY_REFUSED' });
    await ansible.dispose();
  });

  it('is said of files that would send it elsewhere, and of a playbook that cannot be read', async () => {
    const elsewhere = rehearse(
      'elsewhere',
      { direct: {} },
      {
        'deploy.yml': playbook,
        'host_vars/direct.yml': 'ansible_ssh_common_args: -o StrictHostKeyChecking=no\n',
      },
    );
    const unreadable = rehearse(
      'unreadable',
      { direct: {} },
      { 'deploy.yml': '- hosts: all\n  roles: [shop]\n' },
    );
    await Promise.all([
      expect(elsewhere.rehearse('direct', never)).rejects.toThrow('set ansible_ssh_common_args for direct'),
      expect(unreadable.rehearse('direct', never)).rejects.toThrow(
        /^Ansible cannot read deploy.yml: .*role 'shop' was not found/,
      ),
    ]);
    await Promise.all([elsewhere.dispose(), unreadable.dispose()]);
  });
});
