import { Fault } from '../../shared/protocol/fault.ts';
import { toFingerprint } from './fingerprint.ts';
import { toHostField, type HostKeyVerdict } from './knownHosts.ts';
import type { SshTarget } from './remoteHost.ts';

type Refused = Exclude<HostKeyVerdict, { kind: 'trusted' }>;

/**
 * The fault for a host key that is not trusted: what was offered, what is known, and the exact line to add
 * after comparing the fingerprint by another way than this network. `offer` is absent for a malformed key.
 */
export function toHostKeyRefusal(
  target: SshTarget,
  verdict: Refused,
  offer: { readonly keyType: string; readonly keyBlob: Buffer },
  file: string,
): Fault {
  const place = `${target.name} (${toHostField(target.address, target.port)})`;
  const offered = `${offer.keyType} ${toFingerprint(offer.keyBlob)}`;
  const line = `${toHostField(target.address, target.port)} ${offer.keyType} ${offer.keyBlob.toString('base64')}`;
  const compare =
    `Compare the fingerprint ${toFingerprint(offer.keyBlob)} with one read another way than over this network, ` +
    `such as on the host's own console: ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub`;

  switch (verdict.kind) {
    case 'revoked':
      return refuse(`${place}: host key refused: ${offered} is revoked by ${verdict.where}`, {
        wayOut: 'Do not connect: whoever holds a revoked key may not be your host. Give the host a new key.',
      });
    case 'changed':
      return refuse(
        `${place}: host key refused: it offers ${offered}, but known is ${verdict.knownKeys
          .map((key) => `${key.fingerprint} (${key.where})`)
          .join(', ')}. Somebody may be in between, or the host was set up anew`,
        {
          wayOut:
            `Ask the person who runs the host whether its key was changed. ${compare}. Only when they are equal, ` +
            `replace ${verdict.knownKeys.map((key) => key.where).join(', ')} by: ${line}`,
        },
      );
    case 'unknown':
      return refuse(`${place}: host key refused: ${offered} is not known${explainUnknown(verdict)}`, {
        wayOut: `${compare}. Only when they are equal, add this line to ${file}: ${line}`,
      });
  }
}

function explainUnknown(verdict: Extract<Refused, { kind: 'unknown' }>): string {
  if (verdict.otherKeys.length > 0) {
    const known = verdict.otherKeys
      .map((key) => `${key.keyType} ${key.fingerprint} (${key.where})`)
      .join(', ');
    return `, although keys of other types are: ${known}. Somebody may be in between`;
  }
  if (verdict.certificateAuthorities.length > 0) {
    const where = verdict.certificateAuthorities.join(', ');
    return `; a certificate authority is (${where}), but host certificates are not supported: the key itself must be listed`;
  }
  return '';
}

function refuse(message: string, options: { readonly wayOut: string }): Fault {
  return new Fault('HOST_KEY_REFUSED', message, options);
}
