import { createWireReader } from './wireReader.ts';

/** The parts of a signature file's blob: OpenSSH PROTOCOL.sshsig, "Blob format". */
export interface SshsigBlob {
  readonly publicKey: Buffer;
  readonly namespace: Buffer;
  readonly hashAlgorithm: 'sha256' | 'sha512';
  /** The algorithm inside, such as `rsa-sha2-512`, and what follows it. */
  readonly algorithm: string;
  readonly rest: Buffer;
}

export type SshsigReading =
  | { readonly kind: 'parsed'; readonly sshsig: SshsigBlob }
  | {
      readonly kind: 'refused';
      readonly reason:
        | 'malformed'
        | 'trailingBytes'
        | 'unsupportedVersion'
        | 'reservedNotEmpty'
        | 'unsupportedHash'
        | 'malformedSignature';
    };

type Refusal = Extract<SshsigReading, { kind: 'refused' }>;
const refused = (reason: Refusal['reason']): Refusal => ({ kind: 'refused', reason });

/** Strict: nothing may be left over, and what is reserved must be empty. */
export function parseSshsig(blob: Buffer): SshsigReading {
  const reader = createWireReader(blob);
  if (reader.take(6)?.toString('latin1') !== 'SSHSIG') return refused('malformed');
  const version = reader.uint32();
  if (version === undefined) return refused('malformed');
  if (version !== 1) return refused('unsupportedVersion');
  const publicKey = reader.string();
  const namespace = reader.string();
  const reserved = reader.string();
  const hashAlgorithm = reader.text();
  const signature = reader.string();
  if (!publicKey || !namespace || !reserved || hashAlgorithm === undefined || !signature) {
    return refused('malformed');
  }
  if (!reader.isAtEnd()) return refused('trailingBytes');
  if (reserved.length > 0) return refused('reservedNotEmpty');
  if (hashAlgorithm !== 'sha256' && hashAlgorithm !== 'sha512') return refused('unsupportedHash');
  const inner = createWireReader(signature);
  const algorithm = inner.text();
  if (algorithm === undefined || algorithm === '') return refused('malformedSignature');
  const rest = signature.subarray(4 + algorithm.length);
  return { kind: 'parsed', sshsig: { publicKey, namespace, hashAlgorithm, algorithm, rest } };
}
