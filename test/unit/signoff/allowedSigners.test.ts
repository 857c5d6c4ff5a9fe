import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintAllowedSigners } from '../../../electron/signoff/allowedSigners/lintAllowedSigners.ts';
import {
  toAllowedSigners,
  toRevokedKeys,
} from '../../../electron/signoff/allowedSigners/toAllowedSigners.ts';
import { createCast } from '../../fixtures/signoffStory.ts';
import { createSoftwareKey } from '../../fixtures/softwareKeys.ts';

const keyLine = createSoftwareKey().publicKeyLine;
const other = createSoftwareKey().publicKeyLine;
const scope = 'namespaces="signoff@signalbox"';
const rulesOf = (text: string, people?: string[]): [number, string][] => {
  const reading = lintAllowedSigners(text, people ? { people } : {});
  return reading.kind === 'refused' ? reading.findings.map((it) => [it.line, it.rule]) : [];
};

describe('a written allowed_signers', () => {
  it('names person, purpose and time with Z, and passes its own lint', () => {
    const { people } = createCast(
      {},
      {
        li: {
          keys: [
            { key: keyLine, validFrom: '2026-01-01T00:00:00.000Z', validBefore: '2027-01-01T00:00:00.000Z' },
          ],
        },
      },
    );
    const text = toAllowedSigners(people);
    expect(text).toContain(
      `li ${scope},valid-after="20260101000000Z",valid-before="20270101000000Z" ${keyLine}\n`,
    );
    const reading = lintAllowedSigners(text, { people: people.map((it) => it.name) });
    expect(reading).toMatchObject({ kind: 'clean' });
    expect(reading.kind === 'clean' && reading.signers.find((it) => it.principal === 'li')).toMatchObject({
      validFromAt: '2026-01-01T00:00:00.000Z',
      validBeforeAt: '2027-01-01T00:00:00.000Z',
    });
  });

  it('keeps revoked keys in a file of their own as well', () => {
    const { people } = createCast({}, { li: { keys: [{ key: keyLine, revoked: true }] } });
    expect(toRevokedKeys(people)).toBe(`${keyLine}\n`);
    expect(toAllowedSigners(people)).toContain(keyLine);
    expect(toRevokedKeys(createCast().people)).toBe('');
  });
});

describe('a given allowed_signers', () => {
  const good = `li ${scope} ${keyLine} comment`;

  it('is clean when each line is one person, one key, one purpose', () => {
    expect(rulesOf(`# people\n\n${good}\nomar ${scope},valid-before="20270101Z" ${other}\n`)).toEqual([]);
  });

  it.each([
    ['a line without namespaces is good for every namespace', `li ${keyLine}`, 'noNamespaces'],
    ['a line with options but no namespaces', `li valid-before="20270101Z" ${keyLine}`, 'noNamespaces'],
    ['empty namespaces', `li namespaces="" ${keyLine}`, 'noNamespaces'],
    ['another namespace', `li namespaces="git" ${keyLine}`, 'otherNamespaces'],
    ['more namespaces', `li namespaces="git,signoff@signalbox" ${keyLine}`, 'otherNamespaces'],
    ['a pattern of namespaces', `li namespaces="*" ${keyLine}`, 'otherNamespaces'],
    ['the principal *', `* ${scope} ${keyLine}`, 'patternPrincipal'],
    ['a pattern in a principal', `l? ${scope} ${keyLine}`, 'patternPrincipal'],
    ['a negated principal', `!li ${scope} ${keyLine}`, 'patternPrincipal'],
    ['two principals', `li,omar ${scope} ${keyLine}`, 'severalPrincipals'],
    ['a date without Z', `li ${scope},valid-before="20270101" ${keyLine}`, 'localDate'],
    ['a time without Z', `li ${scope},valid-after="20260101000000" ${keyLine}`, 'localDate'],
    ['a date that does not exist', `li ${scope},valid-after="20260231Z" ${keyLine}`, 'badDate'],
    ['a date in words', `li ${scope},valid-after="tomorrow" ${keyLine}`, 'badDate'],
    [
      'an end before its beginning',
      `li ${scope},valid-after="20270101Z",valid-before="20260101Z" ${keyLine}`,
      'emptyValidity',
    ],
    ['cert-authority', `li cert-authority,${scope} ${keyLine}`, 'certAuthority'],
    ['a misspelt option', `li ${scope},valid-untill="20260101Z" ${keyLine}`, 'unknownOption'],
    ['an option twice', `li ${scope},${scope} ${keyLine}`, 'repeatedOption'],
    ['a carriage return', `li ${scope} ${keyLine}\r`, 'carriageReturn'],
    ['a typo in the type', `li ${scope} ${keyLine.replace('ssh-', 'shs-')}`, 'unreadableLine'],
    ['a quote that is not closed', `li namespaces="signoff@signalbox ${keyLine}`, 'unreadableLine'],
    ['half a line', 'li', 'unreadableLine'],
    ['a key cut short', `li ${scope} ${keyLine.slice(0, -8)}`, 'unusableKey'],
    [
      'a type that is not the key\u2019s',
      `li ${scope} ${keyLine.replace('ssh-ed25519', 'ssh-rsa')}`,
      'unusableKey',
    ],
  ])('is refused for %s, at its line', (_, line, rule) => {
    expect(rulesOf(`# people\n${line}\n`)).toEqual([[2, rule]]);
  });

  it('is refused for one key of two people, or twice', () => {
    expect(rulesOf(`${good}\nomar ${scope} ${keyLine}\n`)).toEqual([[2, 'sharedKey']]);
    expect(rulesOf(`${good}\n${good}\n`)).toEqual([[2, 'repeatedKey']]);
  });

  it('is refused for somebody who is not of this workspace, and for being empty', () => {
    expect(rulesOf(good, ['omar'])).toEqual([[1, 'unknownPrincipal']]);
    expect(rulesOf('# nobody\n')).toEqual([[1, 'noSigners']]);
  });

  it('reports all that is wrong at once', () => {
    expect(rulesOf(`* ${keyLine}\r\nxx\n`).map(([, rule]) => rule)).toEqual([
      'carriageReturn',
      'patternPrincipal',
      'noNamespaces',
      'unreadableLine',
    ]);
  });

  it('never throws, whatever the file is', () => {
    fc.assert(fc.property(fc.string(), (text) => lintAllowedSigners(text).kind !== undefined));
  });
});
