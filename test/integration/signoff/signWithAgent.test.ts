import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signWithSshKeygen } from '../../../electron/signoff/sign/signWithSshKeygen.ts';
import {
  bytes,
  createKeyFolder,
  expectBothToAccept,
  type KeyFolder,
  namespace,
  nobody,
} from '../../fixtures/signoffKeys.ts';
import type { SshKeyPair } from '../../fixtures/sshKey.ts';
import { until } from '../../fixtures/until.ts';

const run = promisify(execFile);

let own: KeyFolder;
beforeAll(async () => {
  own = await createKeyFolder();
});
afterAll(() => own.dispose());

const ended: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

/** A real agent in the foreground, ended by its id. */
async function startAgent(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const socket = join(own.folder, `agent-${Math.random().toString(36).slice(2)}`);
  const child = spawn('ssh-agent', ['-D', '-a', socket], {
    stdio: 'ignore',
    env: { ...process.env, ...environment },
  });
  ended.push(async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  });
  await until('the agent answers', async () => {
    const asked = await run('ssh-add', ['-l'], { env: { ...process.env, SSH_AUTH_SOCK: socket } }).catch(
      (error: unknown) => (typeof error === 'object' && error && 'code' in error ? error.code : 2),
    );
    // 1: it answers and holds no key yet.
    return asked === 1;
  });
  return socket;
}

async function addKey(socket: string, file: string, options: string[] = []): Promise<void> {
  await run('ssh-add', ['-q', ...options, file], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
}

describe('signing with an agent', () => {
  const sign = (socket: string, key: SshKeyPair): Promise<string> =>
    signWithSshKeygen({
      key: { kind: 'agent', socket, publicKeyLine: key.publicKeyLine },
      bytes,
      namespace,
      holder: nobody,
    });

  it.each(['ed25519', 'ecdsa', 'rsa'])('holding %s is accepted here and by ssh-keygen', async (name) => {
    const socket = await startAgent();
    await addKey(socket, own.keyOf(name).privateKeyFile);
    await expectBothToAccept(await sign(socket, own.keyOf(name)), own.keyOf(name).publicKeyLine);
  });

  it('says so when the agent does not hold the key', async () => {
    const socket = await startAgent();
    await expect(sign(socket, own.keyOf('rsa'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('The agent does not hold rsa'),
    });
  });

  it('says so when no agent answers', async () => {
    await expect(sign(join(own.folder, 'no-agent'), own.keyOf('rsa'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'No SSH agent answers.',
    });
  });

  it('says so when the agent refuses', async () => {
    const socket = await startAgent({ SSH_ASKPASS: '/bin/false', SSH_ASKPASS_REQUIRE: 'force' });
    await addKey(socket, own.keyOf('ed25519').privateKeyFile, ['-c']);
    await expect(sign(socket, own.keyOf('ed25519'))).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringContaining('The agent refused'),
    });
  });
});
