import { execFile, spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKnownHostsFromFiles } from '../../../electron/ssh/knownHosts.ts';
import type { SshFleetOptions } from '../../../electron/ssh/createSshFleet.ts';
import { createSshKey, type SshKeyOptions } from '../../fixtures/sshKey.ts';
import { createFleetRoom, type FleetRoom } from './fleetRoom.ts';

const run = promisify(execFile);
let room: FleetRoom;
beforeAll(async () => {
  room = await createFleetRoom();
});
afterAll(() => room.clear());

const timeoutMs = 60_000;
const passed = { end: { kind: 'exited', exitCode: 0 } };

test('an unknown host key is refused before any key of ours is offered, and the line it tells is the right one', async () => {
  const sshd = await room.startHost();
  const host = room.createFleet([]).host(room.toTarget(sshd));
  const refusal = host.execute('true', { timeoutMs });
  await expect(refusal).rejects.toMatchObject({ code: 'HOST_KEY_REFUSED' });
  await expect(refusal).rejects.toHaveProperty('wayOut', expect.stringContaining(sshd.knownHostsLine.trim()));
  expect(sshd.log()).not.toMatch(/publickey|Accepted|Failed/);
  expect(host.connection()).toMatchObject({ state: 'waiting', lastTrouble: { trouble: 'hostKeyRefused' } });
});

test.each(['ask', 'upload', 'openTcp', 'openUnixSocket'] as const)(
  '%s does not reach an unknown host either',
  async (way) => {
    const sshd = await room.startHost();
    const host = room.createFleet([]).host(room.toTarget(sshd));
    const attempt = {
      ask: () => host.ask('true', { timeoutMs }),
      upload: () => host.upload('/etc/hostname', join(room.folder, 'never'), {}),
      openTcp: () => host.openTcp('127.0.0.1', 1),
      openUnixSocket: () => host.openUnixSocket('/nowhere'),
    }[way];
    await expect(attempt()).rejects.toMatchObject({ code: 'HOST_KEY_REFUSED' });
    expect(sshd.log()).not.toContain('Accepted');
  },
);

test('a host that comes back with another key is refused', async () => {
  const before = await room.startHost();
  const known = room.createFleet([before]);
  await before.stop();
  const after = await room.startHost({ port: before.port });
  await expect(known.host(room.toTarget(after)).execute('true', { timeoutMs })).rejects.toMatchObject({
    code: 'HOST_KEY_REFUSED',
    message: expect.stringContaining('Somebody may be in between') as string,
  });
});

test('the line from the refusal, added to the file, lets the next connection through', async () => {
  const sshd = await room.startHost();
  const file = join(room.folder, 'known_hosts');
  let nowMs = Date.now();
  const host = room
    .createFleet([], { knownHosts: createKnownHostsFromFiles([file]), now: () => nowMs })
    .host(room.toTarget(sshd));
  const refusal = await host.execute('true', { timeoutMs }).catch((error: unknown) => error);
  const line = /: (\S+ ssh-ed25519 \S+)$/.exec(String((refusal as { wayOut?: string }).wayOut))?.[1];
  await writeFile(file, `${line}\n`);
  nowMs += 60_000;
  await expect(host.execute('true', { timeoutMs })).resolves.toMatchObject(passed);
});

test('of several host keys the known one is negotiated, whichever it is', async () => {
  const sshd = await room.startHost({ hostKeyTypes: ['ed25519', 'ecdsa', 'rsa'] });
  for (const line of sshd.knownHostsLine.trim().split('\n')) {
    const fleet = room.createFleet([{ ...sshd, knownHostsLine: `${line}\n` }]);
    await expect(fleet.host(room.toTarget(sshd)).execute('true', { timeoutMs })).resolves.toMatchObject(
      passed,
    );
  }
});

test.each<[string, SshKeyOptions]>([
  ['ed25519', {}],
  ['ecdsa', { type: 'ecdsa' }],
  ['RSA, which signs with SHA-2', { type: 'rsa' }],
  ['RSA in PEM', { type: 'rsa', pem: true }],
  ['ecdsa in PEM', { type: 'ecdsa', pem: true }],
  ['ed25519 behind a passphrase', { passphrase: 'secret' }],
  ['RSA in PEM behind a passphrase', { type: 'rsa', pem: true, passphrase: 'secret' }],
])('a key file logs in: %s', async (name, options) => {
  const key = await createSshKey(room.folder, `file-${name.replace(/\W/g, '')}`, options);
  const sshd = await room.startHost({ authorizedKeys: [key.publicKeyLine] });
  const fleet = room.createFleet([sshd], { askPassphrase: async () => 'secret' });
  const host = fleet.host(room.toTarget(sshd, 'host', { identityFiles: [key.privateKeyFile] }));
  await expect(host.execute('true', { timeoutMs })).resolves.toMatchObject(passed);
});

test('a server that takes RSA with SHA-1 only gets no signature', async () => {
  const key = await createSshKey(room.folder, 'old-rsa', { type: 'rsa' });
  const sshd = await room.startHost({
    authorizedKeys: [key.publicKeyLine],
    config: ['PubkeyAcceptedAlgorithms ssh-rsa'],
  });
  const host = room
    .createFleet([sshd])
    .host(room.toTarget(sshd, 'host', { identityFiles: [key.privateKeyFile] }));
  await expect(host.execute('true', { timeoutMs })).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  expect(sshd.log()).not.toContain('Accepted publickey');
});

test('a key that the host does not know: authentication failed, and it says what was tried', async () => {
  const sshd = await room.startHost({ authorizedKeys: [] });
  const host = room.connectTo(sshd);
  await expect(host.execute('true', { timeoutMs })).rejects.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: expect.stringContaining(`${room.key.privateKeyFile}: offered`) as string,
  });
  expect(host.connection().lastTrouble?.trouble).toBe('authenticationFailed');
});

test('a missing key file and one that others may read are named', async () => {
  const open = await createSshKey(room.folder, 'open');
  await chmod(open.privateKeyFile, 0o644);
  const sshd = await room.startHost({ authorizedKeys: [open.publicKeyLine] });
  const identityFiles = [join(room.folder, 'missing'), open.privateKeyFile];
  const host = room.createFleet([sshd]).host(room.toTarget(sshd, 'host', { identityFiles }));
  await expect(host.execute('true', { timeoutMs })).rejects.toThrow(
    /missing: ENOENT[\s\S]*others may read it/,
  );
});

async function startLocked(answers: readonly (string | undefined)[]) {
  const key = await createSshKey(room.folder, `locked-${Math.random()}`, { passphrase: 'secret' });
  const sshd = await room.startHost({ authorizedKeys: [key.publicKeyLine, room.key.publicKeyLine] });
  const asked: number[] = [];
  const askPassphrase: SshFleetOptions['askPassphrase'] = async (_file, attempt) => {
    asked.push(attempt);
    return answers[asked.length - 1];
  };
  const fleet = room.createFleet([sshd], { askPassphrase });
  const target = (name: string) => room.toTarget(sshd, name, { identityFiles: [key.privateKeyFile] });
  return { key, sshd, fleet, target, asked };
}

test('a passphrase is asked for once per file, however many hosts need it, and wrong ones are asked again', async () => {
  const { fleet, target, asked } = await startLocked(['wrong', 'secret']);
  const hosts = Array.from({ length: 5 }, (_, index) => fleet.host(target(`host-${index}`)));
  const outcomes = await Promise.all(hosts.map((host) => host.execute('true', { timeoutMs })));
  expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining(passed) as object));
  expect(asked).toEqual([1, 2]);
});

test('three wrong passphrases, or none, and the login fails', async () => {
  const wrong = await startLocked(['a', 'b', 'c', 'secret']);
  await expect(wrong.fleet.host(wrong.target('host')).ask('true', { timeoutMs })).rejects.toMatchObject({
    code: 'AUTHENTICATION_FAILED',
    message: expect.stringContaining('wrong 3 times') as string,
  });
  expect(wrong.asked).toEqual([1, 2, 3]);
  const none = await startLocked([undefined]);
  await expect(none.fleet.host(none.target('host')).ask('true', { timeoutMs })).rejects.toThrow(
    'was not given',
  );
});

test('no passphrase is asked for when another key lets us in, or when the host would not take the locked one', async () => {
  const { fleet, key, sshd, asked } = await startLocked([]);
  const identityFiles = [key.privateKeyFile, room.key.privateKeyFile];
  await expect(
    fleet.host(room.toTarget(sshd, 'both', { identityFiles })).execute('true', { timeoutMs }),
  ).resolves.toMatchObject(passed);

  const stranger = await room.startHost({ authorizedKeys: [] });
  const unasked: string[] = [];
  const other = room.createFleet([stranger], { askPassphrase: async (file) => void unasked.push(file) });
  const host = other.host(room.toTarget(stranger, 'stranger', { identityFiles: [key.privateKeyFile] }));
  await expect(host.execute('true', { timeoutMs })).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  expect([...asked, ...unasked]).toEqual([]);
});

test('the agent logs in with each kind of key, before its many others use up the attempts; it is never forwarded', async () => {
  const socket = join(room.folder, 'agent.sock');
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await new Promise((resolve) => agent.stdout.once('data', resolve));
    const load = async (name: string, options: SshKeyOptions = {}) => {
      const key = await createSshKey(room.folder, name, options);
      await run('ssh-add', ['-q', key.privateKeyFile], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
      return key;
    };
    for (let index = 0; index < 7; index += 1) await load(`other-${index}`);
    for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
      const key = await load(`agent-${type}`, { type });
      const sshd = await room.startHost({
        authorizedKeys: [key.publicKeyLine],
        config: ['AllowAgentForwarding yes'],
      });
      const target = room.toTarget(sshd, type, { identityFiles: [key.publicKeyFile], agentSocket: socket });
      const { output } = await room
        .createFleet([sshd])
        .host(target)
        .execute('echo "[$SSH_AUTH_SOCK]"', { timeoutMs });
      expect(output).toBe('[]\n');
    }
  } finally {
    agent.kill();
  }
});

test('an agent that is not there is no obstacle for a key file', async () => {
  const sshd = await room.startHost();
  const target = room.toTarget(sshd, 'host', { agentSocket: join(room.folder, 'no-agent') });
  await expect(room.createFleet([sshd]).host(target).execute('true', { timeoutMs })).resolves.toMatchObject(
    passed,
  );
});
