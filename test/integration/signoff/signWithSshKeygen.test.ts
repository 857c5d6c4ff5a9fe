import { execFile, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../../../shared/model/person.ts';
import { signoffNamespace } from '../../../shared/model/statement.ts';
import { toAllowedSigners, toRevokedKeys } from '../../../electron/signoff/allowedSigners/toAllowedSigners.ts';
import { resolveRoster } from '../../../electron/signoff/people/resolveRoster.ts';
import { type SignKey, signWithSshKeygen } from '../../../electron/signoff/sign/signWithSshKeygen.ts';
import type { KeyHolder } from '../../../electron/signoff/sign/answerAskpass.ts';
import { verifySshsig } from '../../../electron/signoff/sshsig/verifySshsig.ts';
import { verifyWithSshKeygen } from '../../../electron/signoff/sshsig/verifyWithSshKeygen.ts';
import { createSshKey, type SshKeyPair } from '../../fixtures/sshKey.ts';
import { readVector, vectorNames } from '../../fixtures/sshsigVectors.ts';
import { until } from '../../fixtures/until.ts';

const run = promisify(execFile);
const namespace = signoffNamespace;
const bytes = Buffer.from('{\n"what":"this exact text"\n}\n');
const at = '2026-05-01T12:00:00.000Z';
const secret = 'open "sesame" $HOME `id` \\ \u00fc';

let folder: string;
let locked: SshKeyPair;
const keys = new Map<string, SshKeyPair>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'signalbox-test-'));
  locked = await createSshKey(folder, 'locked', { passphrase: secret });
  for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
    keys.set(type, await createSshKey(folder, type, { type }));
  }
  for (const bits of ['384', '521']) {
    const file = join(folder, `ecdsa${bits}`);
    await run('ssh-keygen', ['-q', '-t', 'ecdsa', '-b', bits, '-N', '', '-f', file]);
    const publicKeyLine = readFileSync(`${file}.pub`, 'utf8').trim();
    keys.set(`ecdsa${bits}`, { privateKeyFile: file, publicKeyFile: `${file}.pub`, publicKeyLine });
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ended: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

const nobody: KeyHolder = {
  ask: () => Promise.reject(new Error('nothing should have been asked')),
};
const answering = (answer: string | undefined): KeyHolder => ({ ask: () => Promise.resolve(answer) });

function keyOf(name: string): SshKeyPair {
  const key = keys.get(name);
  if (!key) throw new Error(`no key ${name}`);
  return key;
}

function peopleWith(publicKeyLine: string, more: object = {}): readonly Person[] {
  const reading = resolveRoster({
    people: { li: { emails: ['li@shop.example'], keys: [{ key: publicKeyLine, ...more }] } },
  });
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.findings));
  return reading.roster.people;
}

async function expectBothToAccept(armor: string, publicKeyLine: string): Promise<void> {
  const own = verifySshsig({ armor, message: bytes, namespace });
  expect(own.kind).toBe('valid');
  const people = peopleWith(publicKeyLine);
  const allowedSigners = toAllowedSigners(people);
  const theirs = await verifyWithSshKeygen({
    armor,
    message: bytes,
    namespace,
    principal: 'li',
    allowedSigners,
    verifyAt: at,
  });
  expect(theirs).toMatchObject({ kind: 'valid', fingerprint: people[0]?.keys[0]?.fingerprint });
}

/** A real agent in the foreground, ended by its id. */
async function startAgent(environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const socket = join(folder, `agent-${Math.random().toString(36).slice(2)}`);
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

describe('signing with a key file', () => {
  it.each(['ed25519', 'ecdsa', 'ecdsa384', 'ecdsa521', 'rsa'])(
    'of type %s is accepted here and by ssh-keygen',
    async (name) => {
      const { privateKeyFile, publicKeyLine } = keyOf(name);
      const key: SignKey = { kind: 'file', path: privateKeyFile };
      const armor = await signWithSshKeygen({ key, bytes, namespace, holder: nobody });
      await expectBothToAccept(armor, publicKeyLine);
    },
  );

  it('asks for the passphrase and hands it on as it is', async () => {
    const asked: unknown[] = [];
    const holder: KeyHolder = {
      ask: (question) => {
        asked.push(question);
        return Promise.resolve(secret);
      },
    };
    const key: SignKey = { kind: 'file', path: locked.privateKeyFile };
    const armor = await signWithSshKeygen({ key, bytes, namespace, holder });
    await expectBothToAccept(armor, locked.publicKeyLine);
    expect(asked).toEqual([{ kind: 'passphrase', words: expect.stringMatching(/passphrase/i) }]);
  });

  it('keeps the passphrase out of arguments, environments and files', async () => {
    const before = new Set(readdirSync(tmpdir()));
    const seen: string[] = [];
    const scratch: string[] = [];
    const word = 'correcthorsebatterystaple';
    const own = await createSshKey(folder, 'watched', { passphrase: word });
    const watch = (): void => {
      for (const entry of readdirSync('/proc').filter((it) => /^\d+$/.test(it))) {
        for (const file of ['cmdline', 'environ']) {
          try {
            seen.push(readFileSync(`/proc/${entry}/${file}`, 'latin1'));
          } catch {
            // It ended, or it is somebody else's: nothing of ours to see.
          }
        }
      }
      const made = readdirSync(tmpdir()).filter((it) => it.startsWith('signalbox-signoff-') && !before.has(it));
      for (const it of made) {
        for (const file of readdirSync(join(tmpdir(), it))) {
          scratch.push(readFileSync(join(tmpdir(), it, file), 'latin1'));
        }
      }
    };
    const watching = setInterval(watch, 1);
    const holder: KeyHolder = {
      ask: () => {
        watch();
        return Promise.resolve(word);
      },
    };
    await signWithSshKeygen({
      key: { kind: 'file', path: own.privateKeyFile },
      bytes,
      namespace,
      holder,
    }).finally(() => clearInterval(watching));
    expect(seen.some((it) => it.includes('SSH_ASKPASS_REQUIRE=force'))).toBe(true);
    expect(scratch.some((it) => it.startsWith('#!/bin/sh'))).toBe(true);
    expect([...seen, ...scratch].filter((it) => it.includes(word))).toEqual([]);
  });

  it('leaves no folder behind, whether it signs or fails', async () => {
    const ours = (): string[] => readdirSync(tmpdir()).filter((it) => it.startsWith('signalbox-signoff-'));
    const before = new Set(ours());
    const key: SignKey = { kind: 'file', path: locked.privateKeyFile };
    await signWithSshKeygen({ key, bytes, namespace, holder: answering(secret) });
    await signWithSshKeygen({ key, bytes, namespace, holder: answering('wrong') }).catch(() => undefined);
    expect(ours().filter((it) => !before.has(it))).toEqual([]);
  });
});

describe('signing fails in words', () => {
  const request = (path: string, holder: KeyHolder): Promise<string> =>
    signWithSshKeygen({ key: { kind: 'file', path }, bytes, namespace, holder });

  it('when the passphrase is wrong', async () => {
    await expect(request(locked.privateKeyFile, answering('wrong'))).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringMatching(/^Wrong passphrase for /),
      retryable: true,
    });
  });

  it('when it is declined', async () => {
    await expect(request(locked.privateKeyFile, answering(undefined))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('when an answer would smuggle a second line', async () => {
    await expect(request(locked.privateKeyFile, answering(`x\n${secret}`))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('when asking itself fails, with that very error', async () => {
    const failure = new Error('the window was closed');
    const holder: KeyHolder = { ask: () => Promise.reject(failure) };
    await expect(request(locked.privateKeyFile, holder)).rejects.toBe(failure);
  });

  it('when there is no such key', async () => {
    await expect(request(join(folder, 'nothing'), nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('when the file is no key', async () => {
    const file = join(folder, 'garbage');
    writeFileSync(file, 'garbage', { mode: 0o600 });
    await expect(request(file, nobody)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('when others may read the key', async () => {
    const open = await createSshKey(folder, 'open');
    chmodSync(open.privateKeyFile, 0o644);
    await expect(request(open.privateKeyFile, nobody)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('Others may read'),
    });
  });

  it('when nobody answers in time, and ssh-keygen is ended', async () => {
    const holder: KeyHolder = { ask: () => new Promise(() => undefined) };
    const key: SignKey = { kind: 'file', path: locked.privateKeyFile };
    const signing = signWithSshKeygen({ key, bytes, namespace, holder, timeoutMs: 300 });
    await expect(signing).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(listKeygens()).toEqual([]);
  });

  it('when it is cancelled while the passphrase is asked for', async () => {
    const stopping = new AbortController();
    const holder: KeyHolder = {
      ask: () => {
        stopping.abort();
        return new Promise(() => undefined);
      },
    };
    const key: SignKey = { kind: 'file', path: locked.privateKeyFile };
    const signing = signWithSshKeygen({ key, bytes, namespace, holder }, { signal: stopping.signal });
    await expect(signing).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(listKeygens()).toEqual([]);
  });

  function listKeygens(): string[] {
    const all = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
    return all.filter((it) => it.includes('ssh-keygen') && it.includes(locked.privateKeyFile));
  }
});

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
    await addKey(socket, keyOf(name).privateKeyFile);
    await expectBothToAccept(await sign(socket, keyOf(name)), keyOf(name).publicKeyLine);
  });

  it('says so when the agent does not hold the key', async () => {
    const socket = await startAgent();
    await expect(sign(socket, keyOf('rsa'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringContaining('The agent does not hold rsa'),
    });
  });

  it('says so when no agent answers', async () => {
    await expect(sign(join(folder, 'no-agent'), keyOf('rsa'))).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'No SSH agent answers.',
    });
  });

  it('says so when the agent refuses', async () => {
    const socket = await startAgent({ SSH_ASKPASS: '/bin/false', SSH_ASKPASS_REQUIRE: 'force' });
    await addKey(socket, keyOf('ed25519').privateKeyFile, ['-c']);
    await expect(sign(socket, keyOf('ed25519'))).rejects.toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringContaining('The agent refused'),
    });
  });
});

describe('the second opinion', () => {
  const vouch = (publicKeyLine: string, armor: string, more: object = {}, options: object = {}): unknown => {
    const people = peopleWith(publicKeyLine, more);
    return verifyWithSshKeygen({
      armor,
      message: bytes,
      namespace,
      principal: 'li',
      allowedSigners: toAllowedSigners(people),
      revokedKeys: toRevokedKeys(people),
      verifyAt: at,
      ...options,
    });
  };

  it.each(vectorNames)("gives OpenSSH's own vector %s its verdict", async (name) => {
    const vector = readVector(name);
    const allowedSigners = `li namespaces="unittest" ${vector.publicKeyLine}\n`;
    const verdict = await verifyWithSshKeygen({ ...vector, principal: 'li', allowedSigners, verifyAt: at });
    expect(verdict.kind).toBe('valid');
    const own = verifySshsig(vector);
    const fingerprint = own.kind === 'useSshKeygen' ? own.claim.fingerprint : own.kind === 'valid' && own.fingerprint;
    expect(verdict).toMatchObject({ fingerprint });
  });

  it('refuses another message, namespace, person, time, or a revoked key', async () => {
    const { privateKeyFile, publicKeyLine } = keyOf('ed25519');
    const key: SignKey = { kind: 'file', path: privateKeyFile };
    const armor = await signWithSshKeygen({ key, bytes, namespace, holder: nobody });
    expect(await vouch(publicKeyLine, armor)).toMatchObject({ kind: 'valid' });
    const refused = { kind: 'invalid' };
    expect(await vouch(publicKeyLine, armor, {}, { message: Buffer.from('x') })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, {}, { namespace: 'git' })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, {}, { principal: 'omar' })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, { validFrom: '2026-05-01T12:00:01.000Z' })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, { validBefore: '2026-05-01T11:59:59.000Z' })).toMatchObject(refused);
    const around = { validFrom: '2026-05-01T11:59:59.000Z', validBefore: '2026-05-01T12:00:01.000Z' };
    expect(await vouch(publicKeyLine, armor, around)).toMatchObject({ kind: 'valid' });
    expect(await vouch(publicKeyLine, armor, { revoked: true })).toMatchObject(refused);
  });

  it('agrees with ours on signatures in which a byte was changed', async () => {
    const { privateKeyFile, publicKeyLine } = keyOf('ecdsa');
    const key: SignKey = { kind: 'file', path: privateKeyFile };
    const armor = await signWithSshKeygen({ key, bytes, namespace, holder: nobody });
    for (let step = 1; step < 8; step += 1) {
      const place = Math.floor((armor.length * step) / 8);
      const changed = armor.slice(0, place) + (armor[place] === 'A' ? 'B' : 'A') + armor.slice(place + 1);
      expect(verifySshsig({ armor: changed, message: bytes, namespace }).kind).toBe('invalid');
      expect(await vouch(publicKeyLine, changed)).toMatchObject({ kind: 'invalid' });
    }
  });

  it('is no opinion when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    const { publicKeyLine } = keyOf('ed25519');
    const verdict = await verifyWithSshKeygen(
      {
        armor: '',
        message: bytes,
        namespace,
        principal: 'li',
        allowedSigners: toAllowedSigners(peopleWith(publicKeyLine)),
        verifyAt: at,
      },
      { signal },
    );
    expect(verdict.kind).toBe('unavailable');
  });
});
