import type { SigningKey } from '../../../shared/model/person.ts';
import { isWeak, parsePublicKey, toFingerprint, toKeyKind } from '../sshsig/publicKey.ts';
import { parseBase64 } from '../sshsig/wireReader.ts';

export type KeyLineReading =
  | { readonly kind: 'key'; readonly key: Omit<SigningKey, 'isRevoked'> }
  | { readonly kind: 'unusable'; readonly why: string };

/** Reads `TYPE BASE64 [COMMENT]`. The type is written twice, outside and inside, and both must agree. */
export function parseKeyLine(line: string): KeyLineReading {
  const [type = '', base64 = '', ...comment] = line.trim().split(' ');
  const blob = parseBase64(base64);
  if (!blob) return { kind: 'unusable', why: 'the key is cut short or has letters that base64 has not' };
  const reading = parsePublicKey(blob);
  switch (reading.kind) {
    case 'malformed':
      return { kind: 'unusable', why: 'the key is cut short or malformed' };
    case 'certificate':
      return { kind: 'unusable', why: 'it is a certificate; name the key itself' };
    case 'unknown':
      return { kind: 'unusable', why: `keys of the type ${reading.type} do not sign here` };
    case 'key':
      if (reading.type !== type) {
        return { kind: 'unusable', why: `it says ${type}, but the key inside is ${reading.type}` };
      }
      if (isWeak(reading.material)) return { kind: 'unusable', why: 'RSA keys need at least 2048 bits' };
      return {
        kind: 'key',
        key: {
          type,
          kind: toKeyKind(reading.material),
          base64,
          fingerprint: toFingerprint(blob),
          comment: comment.join(' '),
        },
      };
  }
}
