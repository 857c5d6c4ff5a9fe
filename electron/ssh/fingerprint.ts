import { createHash } from 'node:crypto';

/** A public key's fingerprint as OpenSSH prints it: `SHA256:` and base64 without padding. */
export function toFingerprint(keyBlob: Buffer): string {
  return `SHA256:${createHash('sha256').update(keyBlob).digest('base64').replace(/=+$/, '')}`;
}

/** The type a key's wire form begins with, such as `ssh-ed25519` (RFC 4253, 6.6); undefined when malformed. */
export function keyTypeOf(keyBlob: Buffer): string | undefined {
  if (keyBlob.length < 4) return undefined;
  const length = keyBlob.readUInt32BE(0);
  if (length === 0 || length > 64 || keyBlob.length < 4 + length) return undefined;
  return keyBlob.toString('latin1', 4, 4 + length);
}
