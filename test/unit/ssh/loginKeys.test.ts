import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readIdentity } from '../../../electron/ssh/identityFile.ts';
import { createKeyring } from '../../../electron/ssh/keyring.ts';
import { gatherLoginKeys } from '../../../electron/ssh/loginKeys.ts';
import { createSshKey } from '../../fixtures/sshKey.ts';

const folder = mkdtempSync(join(tmpdir(), 'login-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function gatherFrom(file: string) {
  const target = { name: 'h', address: 'h', port: 22, user: 'u', identityFiles: [file], jumps: [] };
  return gatherLoginKeys(
    target,
    createKeyring(async () => undefined, Date.now),
    'none',
  );
}

test.each([
  ['sha256', true],
  ['sha512', true],
  ['sha1', false],
  [undefined, false],
] as const)('RSA signs with SHA-2 only: %s', async (hash, isSigned) => {
  const key = await createSshKey(folder, `rsa-${hash}`, { type: 'rsa' });
  const { agent } = await gatherFrom(key.privateKeyFile);
  const signature = await new Promise((resolve) => {
    agent.getIdentities((_error, keys) => {
      const [publicKey] = (keys ?? []) as Parameters<typeof agent.sign>[0][];
      agent.sign(publicKey!, Buffer.from('data'), hash ? { hash } : {}, (error, signed) =>
        resolve(error ?? signed),
      );
    });
  });
  expect(signature).toBeInstanceOf(isSigned ? Buffer : Error);
});

test('a locked key is offered by its public half, and is wanted only once the host would take it', async () => {
  const key = await createSshKey(folder, 'locked', { passphrase: 'secret' });
  rmSync(key.publicKeyFile);
  const loginKeys = await gatherFrom(key.privateKeyFile);
  const { agent } = loginKeys;
  expect(loginKeys.wanted()).toEqual([]);
  agent.getIdentities((_error, keys) => {
    const [publicKey] = (keys ?? []) as Parameters<typeof agent.sign>[0][];
    expect(publicKey?.getPublicSSH().toString('base64')).toBe(key.publicKeyLine.split(' ')[1]);
    agent.sign(publicKey!, Buffer.from('data'), {}, () => {});
  });
  expect(loginKeys.wanted()).toEqual([key.privateKeyFile]);
});

test.each([
  ['rsa', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, 'ssh-rsa'],
  ['ecdsa', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ecdsa-sha2-nistp256'],
])('PKCS#8 is read, which ssh2 does not do: %s', async (name, key, type) => {
  const file = join(folder, `pkcs8-${name}`);
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  expect(await readIdentity(file)).toMatchObject({ kind: 'ready', key: { type } });
});

test('an encrypted PKCS#8 key opens with its passphrase', async () => {
  const file = join(folder, 'pkcs8-locked');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const format = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' } as const;
  writeFileSync(file, privateKey.export(format), { mode: 0o600 });
  const keyring = createKeyring(async () => 'secret', Date.now);
  expect(await keyring.read(file)).toMatchObject({ kind: 'locked' });
  await keyring.unlock(file);
  expect(await keyring.read(file)).toMatchObject({ kind: 'ready' });
});

test.each([
  ['nothing', ''],
  ['prose', 'this is not a key'],
  [
    'a truncated key',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXkt\n-----END OPENSSH PRIVATE KEY-----\n',
  ],
])('a file with %s is unusable, with a reason', async (name, text) => {
  const file = join(folder, `bad-${name.replaceAll(' ', '-')}`);
  writeFileSync(file, text, { mode: 0o600 });
  expect(await readIdentity(file)).toMatchObject({
    kind: 'unusable',
    why: expect.stringMatching(/./) as string,
  });
});

test('after a refusal the person is left in peace for a moment, then asked again', async () => {
  const key = await createSshKey(folder, 'refused', { passphrase: 'secret' });
  let nowMs = 0;
  let questions = 0;
  const keyring = createKeyring(
    async () => {
      questions += 1;
      return undefined;
    },
    () => nowMs,
  );
  await expect(keyring.unlock(key.privateKeyFile)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  await expect(keyring.unlock(key.privateKeyFile)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  expect(questions).toBe(1);
  nowMs = 10_000;
  await expect(keyring.unlock(key.privateKeyFile)).rejects.toMatchObject({ code: 'AUTHENTICATION_FAILED' });
  expect(questions).toBe(2);
});
