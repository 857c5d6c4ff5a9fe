import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  toAllowedSigners,
  toRevokedKeys,
} from '../../../electron/signoff/allowedSigners/toAllowedSigners.ts';
import { type SignKey, signWithSshKeygen } from '../../../electron/signoff/sign/signWithSshKeygen.ts';
import { verifySshsig } from '../../../electron/signoff/sshsig/verifySshsig.ts';
import { verifyWithSshKeygen } from '../../../electron/signoff/sshsig/verifyWithSshKeygen.ts';
import {
  at,
  bytes,
  createKeyFolder,
  type KeyFolder,
  namespace,
  nobody,
  peopleWith,
} from '../../fixtures/signoffKeys.ts';
import { readVector, vectorNames } from '../../fixtures/sshsigVectors.ts';

let own: KeyFolder;
beforeAll(async () => {
  own = await createKeyFolder();
});
afterAll(() => own.dispose());

describe('the second opinion', () => {
  const vouch = (publicKeyLine: string, armor: string, more: object = {}, options: object = {}): unknown => {
    const people = peopleWith(publicKeyLine, more);
    return verifyWithSshKeygen({
      armor,
      message: bytes,
      namespace,
      principal: 'li',
      allowedSigners: toAllowedSigners(people),
      revokedKeys: toRevokedKeys(people),
      verifyAt: at,
      ...options,
    });
  };

  it.each(vectorNames)("gives OpenSSH's own vector %s its verdict", async (name) => {
    const vector = readVector(name);
    const allowedSigners = `li namespaces="unittest" ${vector.publicKeyLine}\n`;
    const verdict = await verifyWithSshKeygen({ ...vector, principal: 'li', allowedSigners, verifyAt: at });
    expect(verdict.kind).toBe('valid');
    const own = verifySshsig(vector);
    const fingerprint =
      own.kind === 'useSshKeygen' ? own.claim.fingerprint : own.kind === 'valid' && own.fingerprint;
    expect(verdict).toMatchObject({ fingerprint });
  });

  it('refuses another message, namespace, person, time, or a revoked key', async () => {
    const { privateKeyFile, publicKeyLine } = own.keyOf('ed25519');
    const key: SignKey = { kind: 'file', path: privateKeyFile };
    const armor = await signWithSshKeygen({ key, bytes, namespace, holder: nobody });
    expect(await vouch(publicKeyLine, armor)).toMatchObject({ kind: 'valid' });
    const refused = { kind: 'invalid' };
    expect(await vouch(publicKeyLine, armor, {}, { message: Buffer.from('x') })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, {}, { namespace: 'git' })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, {}, { principal: 'omar' })).toMatchObject(refused);
    expect(await vouch(publicKeyLine, armor, { validFrom: '2026-05-01T12:00:01.000Z' })).toMatchObject(
      refused,
    );
    expect(await vouch(publicKeyLine, armor, { validBefore: '2026-05-01T11:59:59.000Z' })).toMatchObject(
      refused,
    );
    const around = { validFrom: '2026-05-01T11:59:59.000Z', validBefore: '2026-05-01T12:00:01.000Z' };
    expect(await vouch(publicKeyLine, armor, around)).toMatchObject({ kind: 'valid' });
    expect(await vouch(publicKeyLine, armor, { revoked: true })).toMatchObject(refused);
  });

  it('agrees with ours on signatures in which a byte was changed', async () => {
    const { privateKeyFile, publicKeyLine } = own.keyOf('ecdsa');
    const key: SignKey = { kind: 'file', path: privateKeyFile };
    const armor = await signWithSshKeygen({ key, bytes, namespace, holder: nobody });
    for (let step = 1; step < 8; step += 1) {
      const place = Math.floor((armor.length * step) / 8);
      const changed = armor.slice(0, place) + (armor[place] === 'A' ? 'B' : 'A') + armor.slice(place + 1);
      expect(verifySshsig({ armor: changed, message: bytes, namespace }).kind).toBe('invalid');
      expect(await vouch(publicKeyLine, changed)).toMatchObject({ kind: 'invalid' });
    }
  });

  it('is no opinion when it is cancelled', async () => {
    const signal = AbortSignal.abort();
    const { publicKeyLine } = own.keyOf('ed25519');
    const verdict = await verifyWithSshKeygen(
      {
        armor: '',
        message: bytes,
        namespace,
        principal: 'li',
        allowedSigners: toAllowedSigners(peopleWith(publicKeyLine)),
        verifyAt: at,
      },
      { signal },
    );
    expect(verdict.kind).toBe('unavailable');
  });
});
