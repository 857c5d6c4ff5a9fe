import { type KeyObject, createHash, createPublicKey, verify } from 'node:crypto';
import type { SshsigBlob } from './parseSshsig.ts';
import { fidoTypes, type KeyMaterial } from './publicKey.ts';
import { webauthnAlgorithm } from './readTouch.ts';
import { createWireReader } from './wireReader.ts';

export type KeyOutcome = 'valid' | 'webauthn' | 'wrongAlgorithm' | 'malformedSignature' | 'signatureDiffers';
type Inner = Pick<SshsigBlob, 'algorithm' | 'rest'>;

/** The mathematics: does this signature belong to this key and these bytes? */
export function verifyWithKey(
  material: KeyMaterial,
  keyType: string,
  inner: Inner,
  signedData: Buffer,
): KeyOutcome {
  try {
    switch (material.kind) {
      case 'ed25519':
        return verifyEd25519(material, keyType, inner, signedData);
      case 'ecdsa':
        return verifyEcdsa(material, keyType, inner, signedData);
      case 'rsa':
        return verifyRsa(material, inner, signedData);
      case 'fidoEd25519':
      case 'fidoEcdsa':
        return verifyFido(material, inner, signedData);
    }
  } catch {
    // OpenSSL refuses the key, such as a point that is not on its curve. Nothing signed by no key is valid.
    return 'signatureDiffers';
  }
}

const outcomeOf = (isValid: boolean): KeyOutcome => (isValid ? 'valid' : 'signatureDiffers');
const base64Url = (bytes: Buffer): string => bytes.toString('base64url');

function verifyEd25519(
  key: { readonly point: Buffer },
  keyType: string,
  inner: Inner,
  data: Buffer,
): KeyOutcome {
  if (inner.algorithm !== keyType) return 'wrongAlgorithm';
  const signature = onlyString(inner.rest);
  if (signature?.length !== 64) return 'malformedSignature';
  return outcomeOf(verify(null, data, toEd25519Key(key.point), signature));
}

type EcdsaKey = Pick<Extract<KeyMaterial, { kind: 'ecdsa' }>, 'curve' | 'x' | 'y'>;

function verifyEcdsa(key: EcdsaKey, keyType: string, inner: Inner, data: Buffer): KeyOutcome {
  if (inner.algorithm !== keyType) return 'wrongAlgorithm';
  const numbers = onlyString(inner.rest);
  const signature = numbers && readEcdsaNumbers(numbers, key.curve.sizeBytes);
  if (!signature) return 'malformedSignature';
  return outcomeOf(verifyEcdsaNumbers(key, data, signature));
}

/** RFC 8332: `ssh-rsa` (SHA-1) is never good enough. OpenSSH takes a signature that is shorter than the modulus. */
function verifyRsa(key: Extract<KeyMaterial, { kind: 'rsa' }>, inner: Inner, data: Buffer): KeyOutcome {
  const hash = { 'rsa-sha2-256': 'sha256', 'rsa-sha2-512': 'sha512' }[inner.algorithm];
  if (hash === undefined) return 'wrongAlgorithm';
  const signature = onlyString(inner.rest);
  if (!signature || signature.length > key.modulus.length) return 'malformedSignature';
  const padded = Buffer.concat([Buffer.alloc(key.modulus.length - signature.length), signature]);
  const publicKey = createPublicKey({
    format: 'jwk',
    key: { kty: 'RSA', n: base64Url(key.modulus), e: base64Url(key.exponent) },
  });
  return outcomeOf(verify(hash, data, publicKey, padded));
}

type FidoKey = Extract<KeyMaterial, { kind: 'fidoEd25519' | 'fidoEcdsa' }>;

/** PROTOCOL.u2f, "SSH U2F signatures": what is signed is SHA-256(application) | flags | counter | SHA-256(data). */
function verifyFido(key: FidoKey, inner: Inner, data: Buffer): KeyOutcome {
  if (key.kind === 'fidoEcdsa' && inner.algorithm === webauthnAlgorithm) return 'webauthn';
  const own = key.kind === 'fidoEd25519' ? fidoTypes.ed25519 : fidoTypes.ecdsa;
  if (inner.algorithm !== own) return 'wrongAlgorithm';
  const reader = createWireReader(inner.rest);
  const core = reader.string();
  const flagsAndCounter = reader.take(5);
  if (!core || !flagsAndCounter || !reader.isAtEnd()) return 'malformedSignature';
  const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
  const signed = Buffer.concat([sha256(key.application), flagsAndCounter, sha256(data)]);
  if (key.kind === 'fidoEd25519') {
    if (core.length !== 64) return 'malformedSignature';
    return outcomeOf(verify(null, signed, toEd25519Key(key.point), core));
  }
  const numbers = readEcdsaNumbers(core, key.curve.sizeBytes);
  return numbers ? outcomeOf(verifyEcdsaNumbers(key, signed, numbers)) : 'malformedSignature';
}

function onlyString(bytes: Buffer): Buffer | undefined {
  const reader = createWireReader(bytes);
  const found = reader.string();
  return reader.isAtEnd() ? found : undefined;
}

/** RFC 5656, 3.1.2: mpint r, mpint s; as two numbers of the curve's width. */
function readEcdsaNumbers(bytes: Buffer, sizeBytes: number): Buffer | undefined {
  const reader = createWireReader(bytes);
  const r = reader.positiveInteger();
  const s = reader.positiveInteger();
  if (!r || !s || !reader.isAtEnd() || r.length > sizeBytes || s.length > sizeBytes) return undefined;
  const widen = (number: Buffer): Buffer => Buffer.concat([Buffer.alloc(sizeBytes - number.length), number]);
  return Buffer.concat([widen(r), widen(s)]);
}

function verifyEcdsaNumbers(key: EcdsaKey, data: Buffer, signature: Buffer): boolean {
  const publicKey = createPublicKey({
    format: 'jwk',
    key: { kty: 'EC', crv: key.curve.jwk, x: base64Url(key.x), y: base64Url(key.y) },
  });
  return verify(key.curve.hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

/** A person signs many times: making the key costs half of what it is used for. */
const ed25519Keys = new Map<string, KeyObject>();
const mostKeys = 1_000;

function toEd25519Key(point: Buffer): KeyObject {
  const x = base64Url(point);
  const known = ed25519Keys.get(x);
  if (known) return known;
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } });
  if (ed25519Keys.size >= mostKeys) ed25519Keys.clear();
  ed25519Keys.set(x, key);
  return key;
}
