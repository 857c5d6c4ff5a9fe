import { createHmac, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { toFingerprint } from '../../../electron/ssh/fingerprint.ts';
import { createKnownHosts, createKnownHostsFromFiles } from '../../../electron/ssh/knownHosts.ts';
import { parseKnownHosts } from '../../../electron/ssh/knownHostsFile.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));
function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'known-hosts-'));
  folders.push(folder);
  return folder;
}

function createBlob(keyType = 'ssh-ed25519'): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(keyType.length);
  return Buffer.concat([length, Buffer.from(keyType), Buffer.from([0, 0, 0, 32]), randomBytes(32)]);
}

const key = createBlob();
const other = createBlob();
const ecdsa = createBlob('ecdsa-sha2-nistp256');
const text = (blob: Buffer) => blob.toString('base64');

function knownFrom(...lines: string[]) {
  return createKnownHosts([parseKnownHosts(lines.join('\n'), 'known_hosts')], 'known_hosts');
}

function check(lines: string[], host: string, port = 22, blob = key, keyType = 'ssh-ed25519') {
  return knownFrom(...lines).check(host, port, keyType, blob);
}

test('a listed key is trusted, and it is said by which line', () => {
  const lines = ['# comment', '', `web1,10.0.0.1 ssh-ed25519 ${text(key)} a comment`];
  expect(check(lines, 'web1')).toEqual({ kind: 'trusted', where: 'known_hosts:3' });
  expect(check(lines, '10.0.0.1').kind).toBe('trusted');
  expect(check(lines, 'WEB1').kind).toBe('trusted');
});

test('an unlisted host is unknown, and so is one listed with keys of other types only', () => {
  expect(check([], 'web1')).toEqual({ kind: 'unknown', otherKeys: [], certificateAuthorities: [] });
  expect(check([`web1 ecdsa-sha2-nistp256 ${text(ecdsa)}`], 'web1')).toMatchObject({
    kind: 'unknown',
    otherKeys: [{ keyType: 'ecdsa-sha2-nistp256', where: 'known_hosts:1' }],
  });
});

test('another key of the same type means that the host changed', () => {
  expect(check([`web1 ssh-ed25519 ${text(other)}`], 'web1')).toEqual({
    kind: 'changed',
    knownKeys: [{ keyType: 'ssh-ed25519', fingerprint: toFingerprint(other), where: 'known_hosts:1' }],
  });
});

test('a second listed key of the same type is as good as the first', () => {
  const lines = [`web1 ssh-ed25519 ${text(other)}`, `web1 ssh-ed25519 ${text(key)}`];
  expect(check(lines, 'web1')).toEqual({ kind: 'trusted', where: 'known_hosts:2' });
});

test('a port other than 22 is looked up in brackets, then as the bare host', () => {
  const line = `[web1]:2222 ssh-ed25519 ${text(key)}`;
  expect(check([line], 'web1', 2222).kind).toBe('trusted');
  expect(check([line], 'web1', 22).kind).toBe('unknown');
  expect(check([line], 'web1', 2223).kind).toBe('unknown');
  expect(check([`web1 ssh-ed25519 ${text(key)}`], 'web1', 2222).kind).toBe('trusted');
  expect(check([`web1 ssh-ed25519 ${text(other)}`], 'web1', 2222).kind).toBe('unknown');
  // What is known for the port itself decides; the bare host does not soften it.
  expect(
    check([`[web1]:2222 ssh-ed25519 ${text(other)}`, `web1 ssh-ed25519 ${text(key)}`], 'web1', 2222).kind,
  ).toBe('changed');
});

test('wildcards match, and one negated pattern rules the line out', () => {
  const line = `*.example.com,!db?.example.com ssh-ed25519 ${text(key)}`;
  expect(check([line], 'web1.example.com').kind).toBe('trusted');
  expect(check([line], 'db1.example.com').kind).toBe('unknown');
  expect(check([line], 'db10.example.com').kind).toBe('trusted');
  expect(check([line], 'example.com').kind).toBe('unknown');
  expect(check([`!web1 ssh-ed25519 ${text(key)}`], 'web2').kind).toBe('unknown');
  expect(check([`web? ssh-ed25519 ${text(key)}`], 'web').kind).toBe('unknown');
});

test('a hashed name matches its host only, port included', () => {
  const hash = (name: string) => {
    const salt = randomBytes(20);
    return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
  };
  expect(check([`${hash('web1')} ssh-ed25519 ${text(key)}`], 'web1').kind).toBe('trusted');
  expect(check([`${hash('web1')} ssh-ed25519 ${text(key)}`], 'web2').kind).toBe('unknown');
  expect(check([`${hash('[web1]:2222')} ssh-ed25519 ${text(key)}`], 'web1', 2222).kind).toBe('trusted');
  expect(check([`|2|a|b ssh-ed25519 ${text(key)}`], 'web1').kind).toBe('unknown');
});

test('a file hashed by ssh-keygen -H is understood', () => {
  const file = join(createFolder(), 'known_hosts');
  writeFileSync(file, `web1 ssh-ed25519 ${text(key)}\n[web2]:2200 ssh-ed25519 ${text(key)}\n`);
  execFileSync('ssh-keygen', ['-H', '-f', file], { stdio: 'ignore' });
  const known = createKnownHostsFromFiles([file]);
  expect(known.check('web1', 22, 'ssh-ed25519', key).kind).toBe('trusted');
  expect(known.check('web2', 2200, 'ssh-ed25519', key).kind).toBe('trusted');
  expect(known.check('web3', 22, 'ssh-ed25519', key).kind).toBe('unknown');
});

test('a revoked key is refused although another line lists it, under the bare name and across files', () => {
  const listed = parseKnownHosts(`[web1]:2222 ssh-ed25519 ${text(key)}`, 'mine');
  const revoking = parseKnownHosts(`@revoked * ssh-ed25519 ${text(key)}`, 'global');
  const known = createKnownHosts([listed, revoking], 'mine');
  expect(known.check('web1', 2222, 'ssh-ed25519', key)).toEqual({ kind: 'revoked', where: 'global:1' });
});

test('a certificate authority trusts no plain key', () => {
  expect(check([`@cert-authority *.example.com ssh-ed25519 ${text(key)}`], 'web1.example.com')).toEqual({
    kind: 'unknown',
    otherKeys: [],
    certificateAuthorities: ['known_hosts:1'],
  });
});

test('CRLF is taken as LF, and broken lines are reported and never match', () => {
  const file = parseKnownHosts(
    `web1 ssh-ed25519 ${text(key)}\r\nweb2 ssh-ed25519\r\n@odd web3 ssh-ed25519 ${text(key)}\r\n` +
      `web4 ssh-rsa ${text(key)}\r\nweb5 ssh-ed25519 not*base64\r\n`,
    'known_hosts',
  );
  expect(file.lines.map((line) => line.hosts)).toEqual(['web1']);
  expect(file.problems).toEqual([
    'known_hosts:2: a line needs a host, a key type and a key',
    'known_hosts:3: unknown marker @odd',
    'known_hosts:4: the key is not of type ssh-rsa',
    'known_hosts:5: the key is not base64',
  ]);
});

test('the known key types of a host are told, so that they can be negotiated first', () => {
  const known = knownFrom(
    `[web1]:2222 ecdsa-sha2-nistp256 ${text(ecdsa)}`,
    `web1 ssh-ed25519 ${text(key)}`,
    `@revoked web1 ssh-ed25519 ${text(other)}`,
  );
  expect(known.keyTypes('web1', 2222)).toEqual(['ecdsa-sha2-nistp256']);
  expect(known.keyTypes('web1', 22)).toEqual(['ssh-ed25519']);
  expect(known.keyTypes('web9', 22)).toEqual([]);
});

test('a line that a person adds counts at once; a missing file is empty; an unreadable one refuses', () => {
  const folder = createFolder();
  const file = join(folder, 'known_hosts');
  const known = createKnownHostsFromFiles([file, join(folder, 'missing')]);
  expect(known.check('web1', 22, 'ssh-ed25519', key).kind).toBe('unknown');
  writeFileSync(file, `web2 ssh-ed25519 ${text(key)}\n`);
  expect(known.check('web1', 22, 'ssh-ed25519', key).kind).toBe('unknown');
  writeFileSync(file, `web1 ssh-ed25519 ${text(key)}\n`);
  utimesSync(file, 1, 1);
  expect(known.check('web1', 22, 'ssh-ed25519', key).kind).toBe('trusted');
  const unreadable = createKnownHostsFromFiles([folder]);
  expect(() => unreadable.check('web1', 22, 'ssh-ed25519', key)).toThrow(
    expect.objectContaining({ code: 'HOST_KEY_REFUSED' }),
  );
});

test('the fingerprint is the one ssh-keygen prints', () => {
  const file = join(createFolder(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
  const printed = execFileSync('ssh-keygen', ['-lf', `${file}.pub`], { encoding: 'utf8' });
  const line = execFileSync('cat', [`${file}.pub`], { encoding: 'utf8' });
  expect(printed).toContain(toFingerprint(Buffer.from(line.split(' ')[1]!, 'base64')));
});
