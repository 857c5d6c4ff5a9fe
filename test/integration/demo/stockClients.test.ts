import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHostShell } from '../../../electron/demo/hosts/hostShell.ts';
import { startSshHost, type SshHost } from '../../../electron/demo/hosts/sshHost.ts';
import { createSshKeyPair, knownHostsLine } from '../../../electron/demo/hosts/sshKeys.ts';
import { createLifeline, type Lifeline } from '../../../electron/demo/processes/lifeline.ts';

const execute = promisify(execFile);

/** A second opinion: OpenSSH's own client and `sftp`, strict about the host's key. */
describe("a demo host and OpenSSH's own tools", () => {
  let directory: string;
  let lifeline: Lifeline;
  let host: SshHost;
  let options: readonly string[];

  beforeAll(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), 'signalbox-stock-')));
    const home = join(directory, 'home');
    await mkdir(home);
    lifeline = createLifeline({ runDirectory: join(directory, 'run'), folders: [directory] });
    const key = createSshKeyPair('test');
    host = await startSshHost({
      name: 'web-1',
      user: 'demo',
      shell: createHostShell({ home, user: 'demo', lifeline }),
      hostKey: createSshKeyPair('web-1'),
      authorizedKey: key.publicKey,
      sockets: [],
    });
    await writeFile(join(directory, 'key'), key.privateKey, { mode: 0o600 });
    await writeFile(join(directory, 'known_hosts'), `${knownHostsLine(host.port, host.hostKey)}\n`);
    const settings = [
      `IdentityFile=${join(directory, 'key')}`,
      `UserKnownHostsFile=${join(directory, 'known_hosts')}`,
      'StrictHostKeyChecking=yes',
      'BatchMode=yes',
      'IdentitiesOnly=yes',
    ];
    options = ['-F', '/dev/null', ...settings.flatMap((setting) => ['-o', setting])];
  });

  afterAll(async () => {
    await host.close();
    await lifeline.end();
    await rm(directory, { recursive: true, force: true });
  });

  it('ssh runs a command and ends with its exit code', async () => {
    const outcome = execute('ssh', [
      ...options,
      '-p',
      String(host.port),
      'demo@127.0.0.1',
      'echo hello; exit 5',
    ]);
    await expect(outcome).rejects.toMatchObject({ code: 5, stdout: 'hello\n' });
  });

  it('sftp carries a file there and back, and ends', async () => {
    await writeFile(join(directory, 'sent'), 'x'.repeat(300_000));
    const batch = ['put sent there', 'rename there kept', 'get kept back', 'rm kept', 'mkdir d', 'rmdir d'];
    await writeFile(join(directory, 'batch'), batch.map((line) => `${line}\n`).join(''));
    const words = [...options, '-P', String(host.port), '-b', 'batch', 'demo@127.0.0.1'];
    await execute('sftp', words, { cwd: directory });
    expect(await readFile(join(directory, 'back'), 'utf8')).toBe('x'.repeat(300_000));
  });
});
