import { generateKeyPairSync, randomBytes } from 'node:crypto';

export interface SshKeyPair {
  /** OpenSSH's own private key format, no passphrase. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string;
}

const keyType = 'ssh-ed25519';

/**
 * A new ed25519 pair. ssh2 1.17 has a generator too, but strips leading zeros of the public key: one pair in 256
 * can't be read again, by nobody (mscdex/ssh2#1513).
 */
export function createSshKeyPair(comment: string): SshKeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return formatKeyPair(Buffer.from(jwk.x ?? '', 'base64url'), Buffer.from(jwk.d ?? '', 'base64url'), comment);
}

/**
 * @param publicBytes 32 bytes.
 * @param seed 32 bytes: what RFC 8032 calls the private key.
 */
export function formatKeyPair(publicBytes: Buffer, seed: Buffer, comment: string): SshKeyPair {
  const publicBlob = Buffer.concat([packed(keyType), packed(publicBytes)]);
  return {
    privateKey: formatPrivateKey(publicBlob, Buffer.concat([seed, publicBytes]), publicBytes, comment),
    publicKey: `${keyType} ${publicBlob.toString('base64')} ${comment}`,
  };
}

/** OpenSSH's PROTOCOL.key, with cipher and key derivation `none`. */
function formatPrivateKey(publicBlob: Buffer, secret: Buffer, publicBytes: Buffer, comment: string): string {
  const check = randomBytes(4);
  const plain = [check, check, packed(keyType), packed(publicBytes), packed(secret), packed(comment)];
  const blob = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(packed),
    uint32(1),
    packed(publicBlob),
    packed(padded(Buffer.concat(plain))),
  ]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

/** To a multiple of the cipher's block, 8 bytes for `none`, with 1, 2, 3 … */
function padded(bytes: Buffer): Buffer {
  const missing = (8 - (bytes.length % 8)) % 8;
  return Buffer.concat([bytes, Buffer.from(Array.from({ length: missing }, (_, index) => index + 1))]);
}

/** SSH's `string`: its length, then its bytes. */
function packed(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A line of `known_hosts` (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) for a server on a port of its own. */
export function knownHostsLine(port: number, { publicKey }: SshKeyPair): string {
  const [type, key] = publicKey.split(' ');
  return `[127.0.0.1]:${port} ${type} ${key}`;
}
