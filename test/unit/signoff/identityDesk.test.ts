import { describe, expect, it } from 'vitest';
import type { Person } from '../../../shared/model/person.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { identityNamespace, signoffNamespace } from '../../../shared/model/statement.ts';
import {
  createIdentityDesk,
  type IdentityDesk,
} from '../../../electron/signoff/challenge/createIdentityDesk.ts';
import { toChallengeBytes } from '../../../electron/signoff/challenge/challengeBytes.ts';
import { createCast, now } from '../../fixtures/signoffStory.ts';
import { createSoftwareFidoKey, type SoftwareKey } from '../../fixtures/softwareKeys.ts';

const cast = createCast();

function openDesk(people: readonly Person[] = cast.people): {
  readonly desk: IdentityDesk;
  readonly wait: (ms: number) => void;
  readonly setPeople: (them: readonly Person[]) => void;
  readonly answer: (name: string, key?: SoftwareKey, namespace?: string) => { bytes: Buffer; armor: string };
} {
  let atMs = Date.parse(now);
  let known = people;
  const desk = createIdentityDesk({ desktop: 'desk-1', people: () => known, now: () => new Date(atMs) });
  return {
    desk,
    wait: (ms) => void (atMs += ms),
    setPeople: (them) => void (known = them),
    answer: (name, key = cast.keyOf(name), namespace = identityNamespace) => {
      const bytes = desk.challenge(name);
      return { bytes, armor: key.signArmor({ message: bytes, namespace }) };
    },
  };
}

describe('who is at this desktop', () => {
  it('is nobody until a key answers, and then its person', () => {
    const { desk, answer } = openDesk();
    expect(desk.current()).toBeUndefined();
    expect(desk.unlock(answer('li'))).toMatchObject({ person: 'li', displayName: 'Li', unlockedAt: now });
    expect(desk.current()).toMatchObject({ person: 'li' });
  });

  it('ends by itself', () => {
    const { desk, answer, wait } = openDesk();
    desk.unlock(answer('li'));
    wait(899_999);
    expect(desk.current()?.person).toBe('li');
    wait(1);
    expect(desk.current()).toBeUndefined();
  });

  it('ends when the clock is set back, rather than last longer', () => {
    const { desk, answer, wait } = openDesk();
    desk.unlock(answer('li'));
    wait(-1);
    expect(desk.current()).toBeUndefined();
  });

  it('is several people in turn, and nobody after locking', () => {
    const { desk, answer } = openDesk();
    desk.unlock(answer('li'));
    desk.unlock(answer('omar'));
    expect(desk.current()?.person).toBe('omar');
    desk.lock();
    expect(desk.current()).toBeUndefined();
  });

  it('is nobody once the person or the key is taken out of the file', () => {
    const { desk, answer, setPeople } = openDesk();
    desk.unlock(answer('li'));
    setPeople(cast.people.filter((it) => it.name !== 'li'));
    expect(desk.current()).toBeUndefined();
  });

  it('asks another thing each time', () => {
    const { desk } = openDesk();
    expect(desk.challenge('li').equals(desk.challenge('li'))).toBe(false);
  });
});

describe('an answer is refused', () => {
  it.each([
    ['when another key gave it', 'omar', identityNamespace, /li was asked, and omar's key/],
    ['when it was signed for something else', 'li', signoffNamespace, /another purpose/],
    ['when the key is of nobody', 'stranger', identityNamespace, /belongs to nobody/],
  ])('%s', (_, keyOf, namespace, message) => {
    const { desk, answer } = openDesk();
    expect(() => desk.unlock(answer('li', cast.keyOf(keyOf), namespace))).toThrow(message);
    expect(desk.current()).toBeUndefined();
  });

  it('when it comes twice, too late, or after a newer question', () => {
    const { desk, answer, wait } = openDesk();
    const first = answer('li');
    desk.unlock(first);
    expect(() => desk.unlock(first)).toThrow(/not open/);
    const late = answer('li');
    wait(120_000);
    expect(() => desk.unlock(late)).toThrow(/too late/);
    const older = answer('li');
    answer('li');
    expect(() => desk.unlock(older)).toThrow(/not open/);
  });

  it('when it was asked at another desktop', () => {
    const { desk, answer } = openDesk();
    answer('li');
    const bytes = toChallengeBytes({
      format: 'signalbox-identity-1',
      nonce: '0'.repeat(64),
      person: 'li',
      desktop: 'desk-2',
      askedAt: now,
      expiresAt: '2027-01-01T00:00:00.000Z',
    });
    const armor = cast.keyOf('li').signArmor({ message: bytes, namespace: identityNamespace });
    expect(() => desk.unlock({ bytes, armor })).toThrow(/not open/);
  });

  it('when a byte of it is another', () => {
    const { desk, answer } = openDesk();
    const { bytes, armor } = answer('li');
    for (let at = 0; at < armor.length; at += 1) {
      const changed = Buffer.from(armor);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => desk.unlock({ bytes, armor: changed })).toThrow(Fault);
    }
    expect(desk.unlock({ bytes, armor }).person).toBe('li');
  });

  it('when the hardware key was not touched', () => {
    const fido = createSoftwareFidoKey(0);
    const { people } = createCast({}, { li: { keys: [fido.publicKeyLine] } });
    const { desk, answer } = openDesk(people);
    expect(() => desk.unlock(answer('li', fido))).toThrow(/touched/);
  });

  it('when nobody of that name is known', () => {
    expect(() => openDesk().desk.challenge('stranger')).toThrow(/nobody of this workspace/);
  });
});
