import type { SshsigBlob } from './parseSshsig.ts';
import { createWireReader } from './wireReader.ts';

/** WebAuthn's authenticator data, section 6.1: bit 0 is "user present". */
const userPresent = 0x01;
export const webauthnAlgorithm = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';

/**
 * Was the FIDO key touched? The flags are part of what is signed, so the answer is as good as the signature. OpenSSH
 * accepts signatures without a touch, so whoever needs one must look (PROTOCOL.u2f, "SSH U2F signatures").
 * @returns nothing for keys of other kinds.
 */
export function readTouch(sshsig: Pick<SshsigBlob, 'algorithm' | 'rest'>): { readonly touched?: boolean } {
  const isFido = sshsig.algorithm.startsWith('sk-') || sshsig.algorithm === webauthnAlgorithm;
  if (!isFido) return {};
  const reader = createWireReader(sshsig.rest);
  reader.string();
  const flags = reader.byte();
  return flags === undefined ? {} : { touched: (flags & userPresent) !== 0 };
}
