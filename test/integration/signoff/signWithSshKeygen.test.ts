import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyHolder } from '../../../electron/signoff/sign/answerAskpass.ts';
import { type SignKey, signWithSshKeygen } from '../../../electron/signoff/sign/signWithSshKeygen.ts';
import {
  bytes,
  createKeyFolder,
  expectBothToAccept,
  type KeyFolder,
  namespace,
  nobody,
} from '../../fixtures/signoffKeys.ts';
import { createSshKey, type SshKeyPair } from '../../fixtures/sshKey.ts';

const secret = 'open "sesame" $HOME `id` \\ \u00fc';
let own: KeyFolder;
let locked: SshKeyPair;
beforeAll(async () => {
  own = await createKeyFolder();
  locked = await createSshKey(own.folder, 'locked', { passphrase: secret });
});
afterAll(() => own.dispose());

const answering = (answer: string | undefined): KeyHolder => ({ ask: () => Promise.resolve(answer) });

describe('signing with a key file', () => {
  it.each(['ed25519', 'ecdsa', 'ecdsa384', 'ecdsa521', 'rsa'])(
    'of type %s is accepted here and by ssh-keygen',
    async (name) => {
      const { privateKeyFile, publicKeyLine } = own.keyOf(name);
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
    const watched = await createSshKey(own.folder, 'watched', { passphrase: word });
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
      const made = readdirSync(tmpdir()).filter(
        (it) => it.startsWith('signalbox-signoff-') && !before.has(it),
      );
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
      key: { kind: 'file', path: watched.privateKeyFile },
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
    await expect(request(join(own.folder, 'nothing'), nobody)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('when the file is no key', async () => {
    const file = join(own.folder, 'garbage');
    writeFileSync(file, 'garbage', { mode: 0o600 });
    await expect(request(file, nobody)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('when others may read the key', async () => {
    const open = await createSshKey(own.folder, 'open');
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
