import { createHash } from 'node:crypto';
import type { KeyKind } from '../../../shared/model/person.ts';
import { createWireReader, type WireReader } from './wireReader.ts';

interface Curve {
  readonly jwk: 'P-256' | 'P-384' | 'P-521';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly sizeBytes: number;
}
const curves: Readonly<Record<string, Curve>> = {
  nistp256: { jwk: 'P-256', hash: 'sha256', sizeBytes: 32 },
  nistp384: { jwk: 'P-384', hash: 'sha384', sizeBytes: 48 },
  nistp521: { jwk: 'P-521', hash: 'sha512', sizeBytes: 66 },
};

/** What a public key's wire form says: RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH PROTOCOL.u2f. */
export type KeyMaterial =
  | { readonly kind: 'ed25519'; readonly point: Buffer }
  | { readonly kind: 'ecdsa'; readonly curve: Curve; readonly x: Buffer; readonly y: Buffer }
  | { readonly kind: 'rsa'; readonly modulus: Buffer; readonly exponent: Buffer }
  | { readonly kind: 'fidoEd25519'; readonly point: Buffer; readonly application: Buffer }
  | {
      readonly kind: 'fidoEcdsa';
      readonly curve: Curve;
      readonly x: Buffer;
      readonly y: Buffer;
      readonly application: Buffer;
    };

export type PublicKeyReading =
  | { readonly kind: 'key'; readonly type: string; readonly material: KeyMaterial }
  | { readonly kind: 'certificate'; readonly type: string }
  | { readonly kind: 'unknown'; readonly type: string }
  | { readonly kind: 'malformed' };

export const fidoTypes = {
  ed25519: 'sk-ssh-ed25519@openssh.com',
  ecdsa: 'sk-ecdsa-sha2-nistp256@openssh.com',
} as const;

export function parsePublicKey(blob: Buffer): PublicKeyReading {
  const reader = createWireReader(blob);
  const type = reader.text();
  if (type === undefined || type === '') return { kind: 'malformed' };
  if (/-cert-v\d+@openssh\.com$/.test(type)) return { kind: 'certificate', type };
  const read = readerOf(type);
  if (!read) return { kind: 'unknown', type };
  const material = read(reader);
  return material && reader.isAtEnd() ? { kind: 'key', type, material } : { kind: 'malformed' };
}

/** As OpenSSH prints it: `SHA256:` and base64 without padding. */
export function toFingerprint(blob: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

export function toKeyKind(material: KeyMaterial): KeyKind {
  return material.kind === 'fidoEd25519' || material.kind === 'fidoEcdsa' ? 'fido' : material.kind;
}

/** RSA keys under 2048 bits, and exponents that are even or tiny, prove nothing. */
export function isWeak(material: KeyMaterial): boolean {
  if (material.kind !== 'rsa') return false;
  const { modulus, exponent } = material;
  const bits = modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24;
  const isSmall = exponent.length === 1 && (exponent[0] ?? 0) < 3;
  return bits < 2_048 || bits > 16_384 || isSmall || exponent.length > 8 || (exponent.at(-1) ?? 0) % 2 === 0;
}

type ReadMaterial = (reader: WireReader) => KeyMaterial | undefined;

function readerOf(type: string): ReadMaterial | undefined {
  switch (type) {
    case 'ssh-ed25519':
      return readEd25519;
    case 'ssh-rsa':
      return readRsa;
    case 'ecdsa-sha2-nistp256':
    case 'ecdsa-sha2-nistp384':
    case 'ecdsa-sha2-nistp521':
      return (reader) => readEcdsa(reader, type.slice('ecdsa-sha2-'.length));
    case fidoTypes.ed25519:
      return (reader) => {
        const key = readEd25519(reader);
        const application = reader.string();
        return key && application ? { ...key, kind: 'fidoEd25519', application } : undefined;
      };
    case fidoTypes.ecdsa:
      return (reader) => {
        const key = readEcdsa(reader, 'nistp256');
        const application = reader.string();
        return key && application ? { ...key, kind: 'fidoEcdsa', application } : undefined;
      };
    default:
      return undefined;
  }
}

function readEd25519(reader: WireReader): Extract<KeyMaterial, { kind: 'ed25519' }> | undefined {
  const point = reader.string();
  return point?.length === 32 ? { kind: 'ed25519', point } : undefined;
}

function readRsa(reader: WireReader): KeyMaterial | undefined {
  const exponent = reader.positiveInteger();
  const modulus = reader.positiveInteger();
  return exponent && modulus ? { kind: 'rsa', modulus, exponent } : undefined;
}

/** The curve is named twice and must be the same; the point is uncompressed (SEC 1, 2.3.3). */
function readEcdsa(reader: WireReader, name: string): Extract<KeyMaterial, { kind: 'ecdsa' }> | undefined {
  const curve = curves[name];
  const named = reader.text();
  const point = reader.string();
  if (!curve || named !== name || point?.length !== 1 + 2 * curve.sizeBytes || point[0] !== 4)
    return undefined;
  return {
    kind: 'ecdsa',
    curve,
    x: point.subarray(1, 1 + curve.sizeBytes),
    y: point.subarray(1 + curve.sizeBytes),
  };
}
