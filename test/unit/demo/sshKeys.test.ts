import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSshKeyPair, formatKeyPair, knownHostsLine } from '../../../electron/demo/hosts/sshKeys.ts';
import { parseKey } from '../../../electron/demo/hosts/ssh2.ts';

function parsed(text: string): Exclude<ReturnType<typeof parseKey>, Error> {
  const key = parseKey(text);
  if (key instanceof Error) throw key;
  return key;
}

describe("the demo's SSH keys", () => {
  it('can be read again, and sign for each other', () => {
    const pair = createSshKeyPair('web-1');
    const signature = parsed(pair.privateKey).sign('hello');
    expect(parsed(pair.publicKey).verify('hello', signature)).toBe(true);
    expect(parsed(pair.privateKey).comment).toBe('web-1');
  });

  it('can be read again when the public key begins with zeros, as one in 256 does', () => {
    for (let isFound = false; !isFound;) {
      const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
      const publicBytes = Buffer.from(jwk.x ?? '', 'base64url');
      if (publicBytes[0] !== 0) continue;
      isFound = true;
      const pair = formatKeyPair(publicBytes, Buffer.from(jwk.d ?? '', 'base64url'), 'zero');
      const signature = parsed(pair.privateKey).sign('hello');
      expect(parsed(pair.publicKey).verify('hello', signature)).toBe(true);
      const theirs = createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' })).export({ format: 'jwk' });
      expect(parsed(pair.publicKey).getPublicSSH().subarray(-32).toString('base64url')).toBe(theirs.x);
    }
  });

  it('stand in known_hosts under their port', () => {
    const pair = createSshKeyPair('web-1');
    const [, key] = pair.publicKey.split(' ');
    expect(knownHostsLine(2022, pair)).toBe(`[127.0.0.1]:2022 ssh-ed25519 ${key}`);
  });
});
