import { describe, expect, it } from 'vitest';
import { formatSpan } from '../../../shared/view/formatSpan.ts';
import { policyWordsOf } from '../../../shared/view/policyWords.ts';
import { decisionWords, listWords } from '../../../shared/view/promotionWords.ts';
import { signCommand, statementFileName, verifyCommand } from '../../../shared/view/proofCommands.ts';
import { reasonsAgainst, standingGroupsOf, whoMayReject } from '../../../shared/view/standingGroups.ts';
import { statementWordsOf } from '../../../shared/view/statementWords.ts';
import { toStatementBytes } from '../../../electron/signoff/statement/statementBytes.ts';
import { decideEligibility } from '../../../electron/signoff/eligibility/decideEligibility.ts';
import { emergencyRules } from '../../fixtures/promotionStory.ts';
import { bindings, createCast, createStatement, implementers, now } from '../../fixtures/signoffStory.ts';

const release = {
  service: 'shop',
  version: '1.1.0',
  commit: 'c'.repeat(40),
  artifactSha256: '9f86d081884c'.padEnd(64, '0'),
} as never;

describe('the words of a button', () => {
  it.each([
    ['approve', 'ordinary', 'Approve shop 1.1.0 (sha256 9f86d081884c…) for production'],
    ['approve', 'emergency', 'Approve the EMERGENCY shop 1.1.0 (sha256 9f86d081884c…) for production'],
    ['reject', 'ordinary', 'Reject shop 1.1.0 (sha256 9f86d081884c…) for production'],
    [
      'review',
      'emergency',
      'Sign the review of the emergency shop 1.1.0 (sha256 9f86d081884c…) for production',
    ],
  ] as const)('%s, %s', (decision, rules, words) => {
    expect(decisionWords(decision, { release, environment: 'production', rules })).toBe(words);
  });

  it('lists names as people say them', () => {
    expect([
      listWords([]),
      listWords(['Li']),
      listWords(['Li', 'Omar']),
      listWords(['a', 'b', 'c'], 'or'),
    ]).toEqual(['', 'Li', 'Li and Omar', 'a, b or c']);
  });
});

describe('a policy in words', () => {
  it('says who, who not, and for how long', () => {
    const { ordinary, emergency } = policyWordsOf(createCast().policy);
    expect(ordinary).toEqual([
      '2 people of releasers must sign before a release goes to production: ana, li, omar, pia and rob.',
      'Never who had a hand in the change, who asked for it or who works the rollout.',
      'A sign-off is good for 24 hours.',
    ]);
    expect(emergency).toEqual([]);
  });

  it('says what an emergency takes, and which keys count', () => {
    const { policy } = createCast({ keyKinds: ['fido'], exclude: [], emergency: emergencyRules });
    const { ordinary, emergency } = policyWordsOf(policy);
    expect(ordinary.slice(1)).toEqual([
      'Nobody in that group is left out, not even who wrote the change.',
      'A sign-off is good for 24 hours.',
      'Only keys of these kinds count: fido; a FIDO key has to be touched.',
    ]);
    expect(emergency[0]).toBe('1 person of oncall must sign before a release goes to production: eve.');
    expect(emergency.at(-1)).toMatch(
      /^Within 24 hours of its first host, one of releasers who did not write/,
    );
  });

  it.each([
    [30_000, '1 minute'],
    [20_000, 'less than a minute'],
    [90 * 60_000, '1 hour 30 minutes'],
    [48 * 3_600_000, '48 hours'],
    [10 * 24 * 3_600_000, '10 days'],
  ])('a span of %i ms is %s', (ms, words) => {
    expect(formatSpan(ms)).toBe(words);
  });
});

describe('a statement in words', () => {
  const wordsOf = (changes = {}) =>
    statementWordsOf(toStatementBytes(createStatement('li', changes)).toString());

  it('is read from the very bytes, and names every digest in full', () => {
    const words = wordsOf();
    expect(words?.decision).toBe('You, li, let shop 1.4.0 go to production.');
    const text = words?.points.join('\n') ?? '';
    for (const digest of [
      bindings.artifactSha256,
      bindings.runningSha256,
      bindings.planSha256,
      bindings.implementersSha256,
      bindings.policyVersion,
      bindings.baseCommit,
      bindings.headCommit,
    ])
      expect(text).toContain(digest);
  });

  it('says what a rejection, an emergency and a review are', () => {
    expect(wordsOf({ decision: 'reject' })?.decision).toMatch(/cannot be taken back/);
    const reasonSha256 = '5'.repeat(64);
    const emergency = wordsOf({ rules: 'emergency', reasonSha256 });
    expect(emergency?.decision).toMatch(/as an emergency/);
    expect(emergency?.points.join()).toContain(reasonSha256);
    expect(wordsOf({ decision: 'review', rules: 'emergency' })?.decision).toMatch(/close its review/);
  });

  it('says where nothing runs yet', () => {
    const text = wordsOf({ runningSha256: 'none', baseCommit: 'none' })?.points.join('\n');
    expect(text).toContain('Nothing of this service runs there now.');
    expect(text).toContain(`All commits up to ${bindings.headCommit}.`);
  });

  it.each(['', '{', '{}', '[]', '{"format":"signalbox-signoff-1"}'])('%j means nothing', (bytes) => {
    expect(statementWordsOf(bytes)).toBeUndefined();
  });
});

describe('stock commands', () => {
  it('sign and verify by file names that need no quoting', () => {
    const file = statementFileName({
      promotionId: 'p-17',
      person: 'li',
      decision: 'approve',
      statementSha256: '9f86d081'.padEnd(64, '0'),
    });
    expect(signCommand(file)).toBe(
      'ssh-keygen -Y sign -n signoff@signalbox -f KEY signoff-p-17-li-approve-9f86d081.json',
    );
    const of = { person: 'li', statementFile: file, recordedAt: now };
    expect(verifyCommand({ ...of, hasRevokedKeys: false })).toBe(
      `ssh-keygen -Y verify -f allowed_signers -I li -n signoff@signalbox -O verify-time=20260501120000Z -s ${file}.sig < ${file}`,
    );
    expect(verifyCommand({ ...of, hasRevokedKeys: true })).toContain(' -r revoked_keys ');
  });
});

describe('who may decide', () => {
  const cast = createCast();
  const { persons } = decideEligibility({
    ...cast,
    implementers,
    requester: 'rob',
    operators: [],
    now,
    bindings,
    decisions: [],
  });

  it('is everyone, and who would be asked but for this change comes before those who never are', () => {
    const groups = standingGroupsOf(persons);
    expect(groups.eligible.map((it) => it.person)).toEqual(['li', 'omar', 'pia']);
    expect(groups.barred.map((it) => it.person)).toEqual(['ana', 'rob', 'eve']);
  });

  it('gives each reason', () => {
    expect(reasonsAgainst(persons, 'li')).toEqual([]);
    expect(reasonsAgainst(persons, 'ana')).toEqual(['wrote 2 of 14 commits: a1b2c3d, b1b2c3d']);
    expect(reasonsAgainst(persons, 'rob')).toEqual(['requested it']);
    expect(reasonsAgainst(persons, 'zoe')).toEqual(['zoe is not one of the workspace’s people']);
  });

  it('lets everybody stop it who has a key that counts, whatever group they are in', () => {
    const { roster, policy } = createCast({}, { pia: { keys: [] } });
    const facts = {
      people: roster.people,
      policy,
      implementers,
      requester: 'rob',
      operators: [],
      now,
      bindings,
      decisions: [],
    };
    expect(whoMayReject(decideEligibility(facts).persons)).toEqual(['ana', 'rob', 'li', 'omar', 'eve']);
  });
});
