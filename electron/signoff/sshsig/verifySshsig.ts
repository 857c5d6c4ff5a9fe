import { createHash } from 'node:crypto';
import { parseArmor } from './armor.ts';
import { type SshsigBlob, parseSshsig } from './parseSshsig.ts';
import { isWeak, parsePublicKey, toFingerprint } from './publicKey.ts';
import { readTouch } from './readTouch.ts';
import type { InvalidReason, Verdict } from './verdict.ts';
import { verifyWithKey } from './verifyWithKey.ts';
import { toWireString } from './wireReader.ts';

const invalid = (reason: InvalidReason): Verdict => ({ kind: 'invalid', reason });

/**
 * Verifies a signature in this process (OpenSSH PROTOCOL.sshsig). Pure, never throws, whatever the bytes are. It says
 * which key signed, and nothing of whose key that is, or whether it may. "wrongNamespace" is told before anything
 * about the mathematics, since it is the mistake that honest people make.
 * @param of.message the exact bytes that were signed; `of.namespace` what they were signed for.
 */
export function verifySshsig(of: {
  readonly armor: Uint8Array | string;
  readonly message: Uint8Array;
  readonly namespace: string;
}): Verdict {
  const armor = parseArmor(of.armor);
  if (armor.kind === 'refused') return invalid(armor.reason);
  const reading = parseSshsig(armor.blob);
  if (reading.kind === 'refused') return invalid(reading.reason);
  const { sshsig } = reading;
  if (of.namespace === '' || !sshsig.namespace.equals(Buffer.from(of.namespace, 'utf8'))) {
    return invalid('wrongNamespace');
  }
  return verifyParsed(sshsig, toSignedData(of, sshsig.hashAlgorithm));
}

function verifyParsed(sshsig: SshsigBlob, signedData: Buffer): Verdict {
  const key = parsePublicKey(sshsig.publicKey);
  if (key.kind === 'malformed') return invalid('malformedKey');
  const claim = { fingerprint: toFingerprint(sshsig.publicKey), keyType: key.type, ...readTouch(sshsig) };
  if (key.kind === 'certificate') return { kind: 'useSshKeygen', why: 'certificate', claim };
  if (key.kind === 'unknown') return { kind: 'useSshKeygen', why: 'unknownKeyType', claim };
  if (isWeak(key.material)) return invalid('weakKey');
  const outcome = verifyWithKey(key.material, key.type, sshsig, signedData);
  switch (outcome) {
    case 'valid':
      return { kind: 'valid', ...claim };
    case 'webauthn':
      return { kind: 'useSshKeygen', why: 'webauthn', claim };
    case 'wrongAlgorithm':
    case 'malformedSignature':
    case 'signatureDiffers':
      return invalid(outcome);
  }
}

/** PROTOCOL.sshsig, "Signed data": the message itself is there as a hash only. */
export function toSignedData(
  of: { readonly message: Uint8Array; readonly namespace: string },
  hashAlgorithm: 'sha256' | 'sha512',
): Buffer {
  return Buffer.concat([
    Buffer.from('SSHSIG'),
    toWireString(of.namespace),
    toWireString(''),
    toWireString(hashAlgorithm),
    toWireString(createHash(hashAlgorithm).update(of.message).digest()),
  ]);
}
