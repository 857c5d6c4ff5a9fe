import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArmor, toArmor } from '../../../electron/signoff/sshsig/armor.ts';
import { describeInvalid } from '../../../electron/signoff/sshsig/verdict.ts';
import { toFingerprint } from '../../../electron/signoff/sshsig/publicKey.ts';
import { verifySshsig } from '../../../electron/signoff/sshsig/verifySshsig.ts';
import { toWireString } from '../../../electron/signoff/sshsig/wireReader.ts';
import { createSoftwareFidoKey, createSoftwareKey, toSshsigArmor } from '../../fixtures/softwareKeys.ts';
import { readVector, type VectorName, vectorNames } from '../../fixtures/sshsigVectors.ts';

const inProcess = vectorNames.filter((it) => it !== 'ecdsa_sk_webauthn');
const fingerprintOf = (line: string): string =>
  toFingerprint(Buffer.from(line.split(' ')[1] ?? '', 'base64'));

function blobOf(name: VectorName): Buffer {
  const reading = parseArmor(readVector(name).armor);
  if (reading.kind !== 'blob') throw new Error('the vector has no clean armor');
  return reading.blob;
}

function flip(bytes: Uint8Array, at: number, mask: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ mask;
  return changed;
}

const mask = fc.integer({ min: 1, max: 255 });
const part = fc.double({ min: 0, max: 0.999_999, noNaN: true });

describe("OpenSSH's own vectors", () => {
  it.each(inProcess)('%s is valid, and names its key', (name) => {
    const vector = readVector(name);
    expect(verifySshsig(vector)).toMatchObject({
      kind: 'valid',
      fingerprint: fingerprintOf(vector.publicKeyLine),
      keyType: vector.publicKeyLine.split(' ')[0],
    });
  });

  it.each(['ecdsa_sk', 'ed25519_sk'] as const)('%s was touched', (name) => {
    expect(verifySshsig(readVector(name))).toMatchObject({ kind: 'valid', touched: true });
  });

  it('leaves WebAuthn to ssh-keygen and claims no more than the key', () => {
    const vector = readVector('ecdsa_sk_webauthn');
    expect(verifySshsig(vector)).toEqual({
      kind: 'useSshKeygen',
      why: 'webauthn',
      claim: {
        fingerprint: fingerprintOf(vector.publicKeyLine),
        keyType: 'sk-ecdsa-sha2-nistp256@openssh.com',
        touched: true,
      },
    });
  });

  it.each(vectorNames)('%s is nothing in another namespace', (name) => {
    const vector = readVector(name);
    for (const namespace of ['unittesu', 'unittest\0', '', 'UNITTEST', 'signoff@signalbox']) {
      expect(verifySshsig({ ...vector, namespace })).toEqual({ kind: 'invalid', reason: 'wrongNamespace' });
    }
  });
});

describe('a changed byte', () => {
  it.each(inProcess)('of the message of %s is never accepted', (name) => {
    const vector = readVector(name);
    fc.assert(
      fc.property(part, mask, (where, bits) => {
        const message = flip(vector.message, Math.floor(where * vector.message.length), bits);
        return verifySshsig({ ...vector, message }).kind === 'invalid';
      }),
    );
  });

  it.each(vectorNames)('of the armor of %s is never accepted', (name) => {
    const vector = readVector(name);
    for (let at = 0; at < vector.armor.length; at += 1) {
      for (const bits of [0x01, 0x20, 0x80]) {
        const verdict = verifySshsig({ ...vector, armor: flip(vector.armor, at, bits) });
        expect(verdict.kind === 'valid' ? `valid after byte ${at} ^ ${bits}` : 'not valid').toBe('not valid');
      }
    }
  });

  it.each(vectorNames)('of the signature of %s is never accepted', (name) => {
    const vector = readVector(name);
    const blob = blobOf(name);
    fc.assert(
      fc.property(part, mask, (where, bits) => {
        const armor = toArmor(flip(blob, Math.floor(where * blob.length), bits));
        return verifySshsig({ ...vector, armor }).kind !== 'valid';
      }),
      { numRuns: 400 },
    );
  });

  it.each(inProcess)('more or less at any end of %s is never accepted', (name) => {
    const vector = readVector(name);
    const blob = blobOf(name);
    for (const changed of [blob.subarray(1), blob.subarray(0, -1), Buffer.concat([blob, Buffer.from([0])])]) {
      expect(verifySshsig({ ...vector, armor: toArmor(changed) }).kind).toBe('invalid');
    }
    expect(verifySshsig({ ...vector, armor: toArmor(Buffer.concat([blob, blob])) })).toEqual({
      kind: 'invalid',
      reason: 'trailingBytes',
    });
  });
});

describe('garbage', () => {
  const never = (armor: Uint8Array | string): boolean =>
    verifySshsig({ armor, message: Buffer.from('x'), namespace: 'unittest' }).kind !== 'valid';

  it('is never valid and never throws, in armor or out of it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => never(bytes) && never(toArmor(bytes))),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), never));
  });

  it('with the right beginning is never valid and never throws', () => {
    const head = blobOf('ecdsa').subarray(0, 40);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (rest) => never(toArmor(Buffer.concat([head, rest])))),
    );
  });

  it('as key and signature is never valid and never throws', () => {
    const types = [
      'ssh-ed25519',
      'ssh-rsa',
      'ecdsa-sha2-nistp521',
      'sk-ssh-ed25519@openssh.com',
      'sk-ecdsa-sha2-nistp256@openssh.com',
      'ssh-dss',
      'ssh-ed25519-cert-v01@openssh.com',
    ];
    const wire = fc.array(fc.uint8Array({ maxLength: 140 }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(...types), wire, wire, (type, keyParts, parts) => {
        const build = (them: Uint8Array[]): Buffer =>
          Buffer.concat([toWireString(type), ...them.map((it) => toWireString(it))]);
        return never(toSshsigArmor(build(keyParts), 'unittest', build(parts)));
      }),
    );
  });
});

describe('the armor', () => {
  const vector = readVector('ed25519');
  const text = vector.armor.toString('latin1');

  it.each([
    ['Windows line ends', text.replaceAll('\n', '\r\n'), 'carriageReturns'],
    ['text before it', `hello\n${text}`, 'textAroundArmor'],
    ['text after it, which ssh-keygen ignores', `${text}hello\n`, 'textAroundArmor'],
    ['a second signature', text + text, 'badBase64'],
    ['no end', text.split('-----END')[0] ?? '', 'textAroundArmor'],
    ['blanks in its lines', text.replace('U1NI', 'U1NI '), 'badBase64'],
    ['a line too long', text.replaceAll(/(?<=[A-Za-z0-9+/=])\n(?=[A-Za-z0-9+/=])/g, ''), 'badBase64'],
    ['nothing inside', '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n', 'malformed'],
    ['no armor', 'AAAA', 'noArmor'],
    ['megabytes', text + 'A'.repeat(1_000_000), 'tooLong'],
  ] as const)('with %s is refused in its own words', (_, armor, reason) => {
    expect(verifySshsig({ ...vector, armor })).toEqual({ kind: 'invalid', reason });
    expect(describeInvalid(reason)).toMatch(/\.$/);
  });

  it('may lack the last newline, as pasted text does', () => {
    expect(verifySshsig({ ...vector, armor: text.trimEnd() }).kind).toBe('valid');
  });

  it('comes back as ssh-keygen wrote it', () => {
    for (const name of vectorNames)
      expect(toArmor(blobOf(name))).toBe(readVector(name).armor.toString('latin1'));
  });
});

describe('what a signature says of itself', () => {
  const message = Buffer.from('bytes');
  const namespace = 'unittest';

  it('is not believed: version, reserved field and hash must be the known ones', () => {
    const blob = blobOf('ed25519');
    const at = (needle: string): number => blob.indexOf(needle, 0, 'latin1');
    const vector = readVector('ed25519');
    const verify = (changed: Buffer): unknown => verifySshsig({ ...vector, armor: toArmor(changed) });
    expect(verify(flip(blob, 9, 3))).toEqual({ kind: 'invalid', reason: 'unsupportedVersion' });
    expect(verify(flip(blob, at('sha512') + 5, 1))).toEqual({ kind: 'invalid', reason: 'unsupportedHash' });
    const reservedAt = at('unittest') + 8;
    const reserved = Buffer.concat([
      blob.subarray(0, reservedAt),
      toWireString('x'),
      blob.subarray(reservedAt + 4),
    ]);
    expect(verify(reserved)).toEqual({ kind: 'invalid', reason: 'reservedNotEmpty' });
  });

  it('tells a FIDO key that nobody touched', () => {
    const untouched = createSoftwareFidoKey(0).signArmor({ message, namespace });
    expect(verifySshsig({ armor: untouched, message, namespace })).toMatchObject({
      kind: 'valid',
      touched: false,
    });
    const touched = createSoftwareFidoKey(1).signArmor({ message, namespace });
    expect(verifySshsig({ armor: touched, message, namespace })).toMatchObject({
      kind: 'valid',
      touched: true,
    });
  });

  it('does not let the touch be added afterwards', () => {
    const armor = createSoftwareFidoKey(0).signArmor({ message, namespace });
    const reading = parseArmor(armor);
    if (reading.kind !== 'blob') throw new Error('no armor');
    const forged = toArmor(flip(reading.blob, reading.blob.length - 5, 1));
    expect(verifySshsig({ armor: forged, message, namespace })).toEqual({
      kind: 'invalid',
      reason: 'signatureDiffers',
    });
  });

  it('cannot swap in another key', () => {
    const [one, other] = [createSoftwareKey(), createSoftwareKey()];
    const blob = Buffer.from(other.publicKeyLine.split(' ')[1] ?? '', 'base64');
    const reading = parseArmor(one.signArmor({ message, namespace }));
    if (reading.kind !== 'blob') throw new Error('no armor');
    const swapped = Buffer.concat([
      reading.blob.subarray(0, 10),
      toWireString(blob),
      reading.blob.subarray(14 + blob.length),
    ]);
    expect(verifySshsig({ armor: toArmor(swapped), message, namespace })).toEqual({
      kind: 'invalid',
      reason: 'signatureDiffers',
    });
  });

  it('never passes RSA with SHA-1', () => {
    const blob = blobOf('rsa');
    const at = blob.indexOf('rsa-sha2-512', 0, 'latin1');
    const renamed = Buffer.concat([
      blob.subarray(0, at - 8),
      toWireString(Buffer.concat([toWireString('ssh-rsa'), blob.subarray(at + 12)])),
    ]);
    expect(verifySshsig({ ...readVector('rsa'), armor: toArmor(renamed) })).toEqual({
      kind: 'invalid',
      reason: 'wrongAlgorithm',
    });
  });

  it('leaves certificates to ssh-keygen', () => {
    const certificate = Buffer.concat([toWireString('ssh-ed25519-cert-v01@openssh.com'), toWireString('x')]);
    const armor = toSshsigArmor(certificate, namespace, toWireString('ssh-ed25519'));
    expect(verifySshsig({ armor, message, namespace })).toMatchObject({
      kind: 'useSshKeygen',
      why: 'certificate',
    });
  });
});
