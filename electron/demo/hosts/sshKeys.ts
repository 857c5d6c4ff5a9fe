import { generateKeyPairSync } from './ssh2.ts';

export interface SshKeyPair {
  /** OpenSSH's own private key format, no passphrase. */
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment` */
  readonly publicKey: string;
}

export function createSshKeyPair(comment: string): SshKeyPair {
  const pair = generateKeyPairSync('ed25519', { comment });
  return { privateKey: pair.private, publicKey: pair.public };
}

/** A line of `known_hosts` (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) for a server on a port of its own. */
export function knownHostsLine(port: number, { publicKey }: SshKeyPair): string {
  const [type, key] = publicKey.split(' ');
  return `[127.0.0.1]:${port} ${type} ${key}`;
}
