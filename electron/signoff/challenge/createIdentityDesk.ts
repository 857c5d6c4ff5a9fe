import { randomBytes } from 'node:crypto';
import type { Person } from '../../../shared/model/person.ts';
import { identityNamespace } from '../../../shared/model/statement.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { findKey, judgeKey } from '../decision/judgeKey.ts';
import { describeInvalid } from '../sshsig/verdict.ts';
import { verifySshsig } from '../sshsig/verifySshsig.ts';
import { keyKind } from '../../../shared/model/person.ts';
import { parseChallenge, toChallengeBytes } from './challengeBytes.ts';

/** Who is at this desktop, as proven by a key. It allows no sign-off: each of those needs the key again. */
export interface IdentitySession {
  readonly person: string;
  readonly displayName: string;
  readonly fingerprint: string;
  readonly unlockedAt: string;
  readonly endsAt: string;
}

export interface IdentityDesk {
  /** The bytes to sign in the namespace `identity@signalbox`. A new challenge for a person replaces the older one. */
  challenge(person: string): Buffer;
  /** @throws Fault AUTHENTICATION_FAILED with the reason; INVALID_INPUT for bytes that were never asked. */
  unlock(answer: { readonly bytes: Uint8Array; readonly armor: Uint8Array | string }): IdentitySession;
  /** Who is here now; nobody once the time is over, or the key or the person is no longer good. */
  current(): IdentitySession | undefined;
  lock(): void;
}

export interface IdentityDeskOptions {
  readonly desktop: string;
  /** Asked each time, so that who was taken out of the file is out at once. */
  readonly people: () => readonly Person[];
  readonly now: () => Date;
  /** Default a quarter of an hour. */
  readonly sessionMs?: number;
  /** Default two minutes. */
  readonly challengeMs?: number;
  readonly random?: (sizeBytes: number) => Uint8Array;
}

/** One person at a time; whoever unlocks next takes over. */
export function createIdentityDesk(options: IdentityDeskOptions): IdentityDesk {
  const { desktop, people, now, sessionMs = 900_000, challengeMs = 120_000, random = randomBytes } = options;
  const open = new Map<string, string>();
  let session: IdentitySession | undefined;

  return {
    challenge(name) {
      const person = people().find((it) => it.name === name);
      if (!person) throw new Fault('NOT_FOUND', `"${name}" is nobody of this workspace.`);
      const askedAt = now();
      const bytes = toChallengeBytes({
        format: 'signalbox-identity-1',
        nonce: Buffer.from(random(32)).toString('hex'),
        person: name,
        desktop,
        askedAt: askedAt.toISOString(),
        expiresAt: new Date(askedAt.getTime() + challengeMs).toISOString(),
      });
      open.set(name, bytes.toString('latin1'));
      return bytes;
    },
    unlock({ bytes, armor }) {
      const asked = parseChallenge(bytes);
      const at = now().toISOString();
      if (asked.desktop !== desktop || open.get(asked.person) !== Buffer.from(bytes).toString('latin1')) {
        throw refuse('This challenge is not open: it was answered, replaced, or asked elsewhere.');
      }
      if (at >= asked.expiresAt) throw refuse('The challenge was answered too late.');
      const { person, fingerprint } = verifyAnswer(bytes, armor, people(), asked.person, at);
      open.delete(asked.person);
      const endsAt = new Date(Date.parse(at) + sessionMs).toISOString();
      session = { person: person.name, displayName: person.displayName, fingerprint, unlockedAt: at, endsAt };
      return session;
    },
    current() {
      const at = now().toISOString();
      // A clock that was set back must not make a session longer.
      if (
        session &&
        (at >= session.endsAt || at < session.unlockedAt || !isStillGood(session, people(), at))
      ) {
        session = undefined;
      }
      return session;
    },
    lock() {
      session = undefined;
    },
  };
}

function verifyAnswer(
  bytes: Uint8Array,
  armor: Uint8Array | string,
  people: readonly Person[],
  name: string,
  at: string,
): { readonly person: Person; readonly fingerprint: string } {
  const verdict = verifySshsig({ armor, message: bytes, namespace: identityNamespace });
  if (verdict.kind === 'invalid') throw refuse(describeInvalid(verdict.reason));
  if (verdict.kind === 'useSshKeygen')
    throw refuse('Certificates and WebAuthn keys cannot unlock a desktop.');
  const owner = findKey(people, verdict.fingerprint);
  if (!owner) throw refuse(`The key ${verdict.fingerprint} belongs to nobody of this workspace.`);
  if (owner.person.name !== name) throw refuse(`${name} was asked, and ${owner.person.name}'s key answered.`);
  const objection = judgeKey(owner.key, at, keyKind.options);
  if (objection) throw refuse(`It does not count: ${objection.text}.`);
  if (owner.key.kind === 'fido' && verdict.touched !== true) throw refuse('Nobody touched the hardware key.');
  return { person: owner.person, fingerprint: verdict.fingerprint };
}

function isStillGood(session: IdentitySession, people: readonly Person[], at: string): boolean {
  const owner = findKey(people, session.fingerprint);
  return owner?.person.name === session.person && !judgeKey(owner.key, at, keyKind.options);
}

function refuse(message: string): Fault {
  return new Fault('AUTHENTICATION_FAILED', message, {
    wayOut: 'Unlock again with a key of your own.',
    retryable: true,
  });
}
