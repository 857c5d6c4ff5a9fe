import { describe, expect, it } from 'vitest';
import { foldEmail, peopleInput } from '../../../shared/model/person.ts';
import { policyInput } from '../../../shared/model/policy.ts';
import { toCanonicalJson } from '../../../electron/signoff/people/canonicalSha256.ts';
import { resolvePolicy } from '../../../electron/signoff/people/resolvePolicy.ts';
import { resolveRoster } from '../../../electron/signoff/people/resolveRoster.ts';
import { createCast } from '../../fixtures/signoffStory.ts';
import { createSoftwareFidoKey, createSoftwareKey } from '../../fixtures/softwareKeys.ts';
import { readVector, vectorNames } from '../../fixtures/sshsigVectors.ts';

const email = (name: string): string[] => [`${name}@shop.example`];
const findingsOf = (input: Parameters<typeof resolveRoster>[0]): unknown[] => {
  const reading = resolveRoster(input);
  return reading.kind === 'refused' ? [...reading.findings] : [];
};

describe('people as they are written', () => {
  it.each([
    ['a name with a pattern', { 'l*': { emails: email('li') } }],
    ['a name with a comma', { 'li,omar': { emails: email('li') } }],
    ['no address', { li: { emails: [] } }],
    ['an address of another alphabet', { li: { emails: ['l\u0456@shop.example'] } }],
    ['an address with brackets', { li: { emails: ['Li <li@shop.example>'] } }],
    [
      'a date without Z',
      {
        li: {
          emails: email('li'),
          keys: [{ key: createSoftwareKey().publicKeyLine, validFrom: '2026-01-01T00:00:00' }],
        },
      },
    ],
    [
      'a date that does not exist',
      {
        li: {
          emails: email('li'),
          keys: [{ key: createSoftwareKey().publicKeyLine, validFrom: '2026-13-01T00:00:00Z' }],
        },
      },
    ],
    [
      'options before the key',
      { li: { emails: email('li'), keys: [`cert-authority ${createSoftwareKey().publicKeyLine}`] } },
    ],
    ['two lines', { li: { emails: email('li'), keys: [`${createSoftwareKey().publicKeyLine}\nomar x`] } }],
    ['an unknown field', { li: { emails: email('li'), admin: true } }],
  ])('are refused with %s', (_, input) => {
    expect(peopleInput.safeParse(input).success).toBe(false);
  });

  it.each(vectorNames)('may hold the key %s', (name) => {
    const people = peopleInput.parse({ li: { emails: email('li'), keys: [readVector(name).publicKeyLine] } });
    expect(resolveRoster({ people }).kind).toBe('resolved');
  });

  it('become complete: folded addresses, defaults, instants', () => {
    const { publicKeyLine } = createSoftwareFidoKey(1);
    const people = peopleInput.parse({
      li: {
        emails: ['LI@Shop.Example', 'a@b'],
        keys: [{ key: `${publicKeyLine} work`, validBefore: '2027-01-01T00:00:00Z' }],
      },
    });
    expect(resolveRoster({ people, bots: { forge: { emails: email('noreply') } } })).toMatchObject({
      kind: 'resolved',
      roster: {
        people: [
          {
            name: 'li',
            displayName: 'li',
            emails: ['a@b', 'li@shop.example'],
            groups: [],
            keys: [
              { kind: 'fido', comment: 'work', validBeforeAt: '2027-01-01T00:00:00.000Z', isRevoked: false },
            ],
          },
        ],
        bots: [{ name: 'forge', writes: false }],
      },
    });
  });

  it('compares addresses by A to Z alone', () => {
    expect(foldEmail('Li@Shop.EXAMPLE')).toBe('li@shop.example');
    expect(foldEmail('\u212aim@shop.example')).not.toBe('kim@shop.example');
  });
});

describe('people who cannot be told apart', () => {
  const key = createSoftwareKey().publicKeyLine;

  it('are refused for one key, even with another comment: one person would be a quorum', () => {
    expect(
      findingsOf({
        people: {
          li: { emails: email('li'), keys: [`${key} one`] },
          omar: { emails: email('omar'), keys: [`${key} other`] },
        },
      }),
    ).toMatchObject([
      { path: ['people', 'omar', 'keys', 0], message: expect.stringContaining('for li too') },
    ]);
  });

  it('are refused for one address, in whatever case, and be it a bot', () => {
    expect(
      findingsOf({
        people: { li: { emails: email('li') } },
        bots: { forge: { emails: ['LI@shop.example'] } },
      }),
    ).toMatchObject([{ path: ['bots', 'forge', 'emails', 0] }]);
  });

  it('are refused for names that differ in case alone', () => {
    expect(findingsOf({ people: { li: { emails: ['a@b'] }, LI: { emails: ['c@d'] } } })).toHaveLength(1);
  });

  it('are refused for keys that cannot be used, all at once', () => {
    const [type = '', base64 = ''] = key.split(' ');
    const findings = findingsOf({
      people: {
        li: {
          emails: email('li'),
          keys: [
            `ssh-rsa ${base64}`,
            `${type} ${base64.slice(0, -8)}`,
            { key, validFrom: '2027-01-01T00:00:00.000Z', validBefore: '2026-01-01T00:00:00.000Z' },
          ],
        },
      },
    });
    expect(findings).toHaveLength(3);
  });
});

describe('a policy', () => {
  const { roster } = createCast();
  const resolve = (input: object, of = roster): ReturnType<typeof resolvePolicy> =>
    resolvePolicy('production', policyInput.parse(input), of);
  const versionOf = (input: object, of = roster): string => {
    const reading = resolve(input, of);
    return reading.kind === 'resolved' ? reading.policy.version : JSON.stringify(reading.findings);
  };

  it('is strict where it says nothing', () => {
    expect(resolve({ group: 'releasers' })).toMatchObject({
      policy: {
        required: 1,
        exclude: ['implementers', 'requester', 'operator'],
        expiryMs: 86_400_000,
        keyKinds: ['ed25519', 'ecdsa', 'rsa', 'fido'],
      },
    });
    expect(resolve({ group: 'releasers' })).not.toHaveProperty('policy.emergency');
  });

  it('has a version that says what is in force, however it is written', () => {
    const version = versionOf({ group: 'releasers' });
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(
      versionOf({ expiry: '24h', group: 'releasers', exclude: ['operator', 'requester', 'implementers'] }),
    ).toBe(version);
    expect(versionOf({ group: 'releasers', required: 2 })).not.toBe(version);
    expect(versionOf({ group: 'releasers', exclude: [] })).not.toBe(version);
    const fewer = { ...roster, people: roster.people.filter((it) => it.name !== 'pia') };
    expect(versionOf({ group: 'releasers' }, fewer)).not.toBe(version);
  });

  it('is refused when its groups are too small to ever satisfy it', () => {
    expect(resolve({ group: 'oncall', required: 2 })).toMatchObject({
      findings: [{ path: ['group'], message: 'The group "oncall" has only eve, and 2 must sign.' }],
    });
    expect(
      resolve({ group: 'releasers', emergency: { group: 'nobodys', reviewWithin: '24h' } }),
    ).toMatchObject({
      findings: [{ path: ['emergency', 'group'], message: expect.stringContaining('nobody') }],
    });
  });

  it.each([
    ['nobody required', { group: 'releasers', required: 0 }],
    ['no group', { required: 1 }],
    ['an expiry of nothing', { group: 'releasers', expiry: '0s' }],
    ['no kinds of keys', { group: 'releasers', keyKinds: [] }],
    ['an emergency without a review', { group: 'releasers', emergency: { group: 'oncall' } }],
    ['a misspelt exclusion', { group: 'releasers', exclude: ['implementer'] }],
  ])('is refused with %s', (_, input) => {
    expect(policyInput.safeParse(input).success).toBe(false);
  });

  it('has one canonical form', () => {
    expect(toCanonicalJson({ b: [1, { d: 1, c: undefined }], a: 'x' })).toBe('{"a":"x","b":[1,{"d":1}]}');
  });
});
