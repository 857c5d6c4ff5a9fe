import { describe, expect, it } from 'vitest';
import type { SignedDecision, Standing } from '../../../shared/model/eligibility.ts';
import type { Implementers } from '../../../shared/model/implementer.ts';
import { decideApproval } from '../../../electron/signoff/eligibility/decideApproval.ts';
import { decideEligibility } from '../../../electron/signoff/eligibility/decideEligibility.ts';
import { decideReview, findReviewBars } from '../../../electron/signoff/eligibility/decideReview.ts';
import type { DecisionFacts } from '../../../electron/signoff/eligibility/countDecisions.ts';
import {
  bindings,
  type Cast,
  createCast,
  decisionOf,
  implementers,
  later,
  now,
} from '../../fixtures/signoffStory.ts';
import { createSoftwareKey } from '../../fixtures/softwareKeys.ts';

const cast = createCast({ emergency: { group: 'oncall', reviewGroup: 'releasers', reviewWithin: '48h' } });
const emergency = { ...bindings, rules: 'emergency' } as const;

function facts(changes: Partial<DecisionFacts> = {}, of: Cast = cast): DecisionFacts {
  const { people, policy } = of;
  return {
    people,
    policy,
    implementers,
    requester: 'rob',
    operators: ['pia'],
    now: later(1),
    bindings,
    decisions: [],
    ...changes,
  };
}

const standingOf = (name: string, of: DecisionFacts): Standing | undefined =>
  decideEligibility(of).persons.find((it) => it.person === name)?.standing;
const barsOf = (name: string, of: DecisionFacts): string[] => {
  const standing = standingOf(name, of);
  return standing?.kind === 'barred' ? standing.bars.map((it) => it.text) : [];
};
const withImplementers = (...names: string[]): Implementers => ({
  ...implementers,
  people: names.map((person) => ({
    person,
    commits: [{ repository: 'shop', commit: '7'.repeat(40), roles: ['coAuthor'] }],
  })),
});

describe('who can sign, before anyone is asked', () => {
  it('says of everyone what they are, and why not', () => {
    expect(barsOf('ana', facts())).toEqual(['wrote 2 of 14 commits: a1b2c3d, b1b2c3d']);
    expect(barsOf('rob', facts())).toEqual(['requested it']);
    expect(barsOf('pia', facts())).toEqual(['works the rollout']);
    expect(barsOf('eve', facts())).toEqual(['not in releasers']);
    expect(standingOf('li', facts())).toMatchObject({
      kind: 'eligible',
      fingerprints: [expect.stringMatching(/^SHA256:/)],
    });
    expect(decideEligibility(facts())).toMatchObject({
      required: 2,
      signed: 0,
      eligible: 2,
      canBeSatisfied: true,
    });
  });

  it('names every reason that somebody has', () => {
    const all = facts({ requester: 'ana', operators: ['ana'] });
    expect(barsOf('ana', all)).toEqual([
      expect.stringMatching(/^wrote/),
      'requested it',
      'works the rollout',
    ]);
  });

  it('counts a commit once, by the closest thing done with it, and cuts long lists', () => {
    const commits = Array.from({ length: 8 }, (_, index) => ({
      repository: 'shop',
      commit: `${index}`.repeat(40),
      roles: index < 7 ? (['committer', 'merger'] as const) : (['signedOffBy'] as const),
    })).map((it) => ({ ...it, roles: [...it.roles] }));
    const them: Implementers = { ...implementers, people: [{ person: 'li', commits }] };
    expect(barsOf('li', facts({ implementers: them }))).toEqual([
      'merged 7 of 14 commits: 0000000, 1111111, 2222222, 3333333, 4444444 and 2 more; signed off 1 of 14 commits: 7777777',
    ]);
  });

  it.each([
    ['that ended', { validBefore: now }, /^key expired/],
    ['that has not begun', { validFrom: later(2) }, /not valid before/],
    ['that was revoked', { revoked: true }, /revoked/],
  ])('bars people with nothing but a key %s', (_, more, text) => {
    const other = createCast({}, { li: { keys: [{ key: createSoftwareKey().publicKeyLine, ...more }] } });
    expect(barsOf('li', facts({}, other))).toEqual([expect.stringMatching(text)]);
    const none = createCast({}, { li: { keys: [] } });
    expect(barsOf('li', facts({}, none))).toEqual(['no key']);
  });

  it('lets a policy leave exclusions out, each by itself', () => {
    const lax = createCast({ exclude: ['requester'] });
    expect(standingOf('ana', facts({}, lax))?.kind).toBe('eligible');
    expect(standingOf('pia', facts({}, lax))?.kind).toBe('eligible');
    expect(barsOf('rob', facts({}, lax))).toEqual(['requested it']);
  });

  it('refuses a request that nobody could satisfy, and says why', () => {
    const eligibility = decideEligibility(facts({ implementers: withImplementers('ana', 'omar') }));
    expect(eligibility).toMatchObject({ canBeSatisfied: false, eligible: 1 });
    expect(eligibility.finding).toBe(
      '2 people of releasers must sign, and only 1 can. Ana: co-wrote 1 of 14 commits: 7777777; Rob: requested it; Omar: co-wrote 1 of 14 commits: 7777777; Pia: works the rollout',
    );
  });

  it('counts those who have signed', () => {
    const decisions = [decisionOf(cast, 'li')];
    expect(standingOf('li', facts({ decisions }))).toMatchObject({ kind: 'signed', decision: 'approve' });
    expect(decideEligibility(facts({ decisions }))).toMatchObject({
      signed: 1,
      eligible: 1,
      canBeSatisfied: true,
    });
  });
});

describe('an approval', () => {
  const approvals = (...names: string[]): SignedDecision[] => names.map((name) => decisionOf(cast, name));
  const decide = (changes: Partial<DecisionFacts>): ReturnType<typeof decideApproval> =>
    decideApproval(facts(changes));

  it('waits for n of m', () => {
    expect(decide({})).toMatchObject({ kind: 'waiting', signed: 0, required: 2 });
    expect(decide({ decisions: approvals('li') })).toMatchObject({ kind: 'waiting', signed: 1, by: ['li'] });
  });

  it('is there when enough have signed, until too few are left', () => {
    const decisions = [decisionOf(cast, 'li', { expiresAt: later(5) }), decisionOf(cast, 'omar')];
    expect(decide({ decisions })).toMatchObject({ kind: 'approved', by: ['li', 'omar'], untilAt: later(5) });
    const three = [...decisions, decisionOf(cast, 'pia')];
    expect(decide({ decisions: three, operators: [] })).toMatchObject({
      kind: 'approved',
      untilAt: later(24),
    });
  });

  it('counts people and not keys, however often they sign', () => {
    const twice = [decisionOf(cast, 'li'), decisionOf(cast, 'li', { statedAt: later(0.5) })];
    expect(decide({ decisions: twice })).toMatchObject({ kind: 'waiting', signed: 1 });
  });

  it.each([
    ['an implementer', 'ana', /^wrote 2 of 14/],
    ['the requester', 'rob', /requested/],
    ['the operator', 'pia', /works the rollout/],
    ['somebody outside the group', 'eve', /not in releasers/],
  ])('never counts %s, whatever was signed', (_, name, text) => {
    const decisions = approvals('li', name);
    expect(decide({ decisions })).toMatchObject({
      kind: 'waiting',
      signed: 1,
      discounted: [{ kind: 'barred', person: name, bars: [{ text: expect.stringMatching(text) }] }],
    });
  });

  it('never counts somebody who became an implementer, an operator or a stranger since', () => {
    const decisions = approvals('li', 'omar');
    expect(decide({ decisions, implementers: withImplementers('li') }).kind).toBe('waiting');
    expect(decide({ decisions, operators: ['omar'] }).kind).toBe('waiting');
    const people = cast.people.filter((it) => it.name !== 'li');
    expect(decide({ decisions, people })).toMatchObject({
      kind: 'waiting',
      discounted: [{ bars: [{ text: 'no longer in this workspace' }] }],
    });
  });

  it('outlives the key that signed it, but not its revocation', () => {
    const change = (more: object): DecisionFacts['people'] =>
      cast.people.map((it) => ({
        ...it,
        keys: it.keys.map((key) => (it.name === 'li' ? { ...key, ...more } : key)),
      }));
    const decisions = approvals('li', 'omar');
    expect(decide({ decisions, people: change({ validBeforeAt: later(0.5) }) }).kind).toBe('approved');
    expect(decide({ decisions, people: change({ isRevoked: true }) })).toMatchObject({
      kind: 'waiting',
      discounted: [{ kind: 'barred', person: 'li', bars: [{ text: expect.stringContaining('revoked') }] }],
    });
    expect(decide({ decisions, people: change({ fingerprint: 'SHA256:other' }) }).kind).toBe('waiting');
  });

  it('is stopped by one rejection, for good', () => {
    const rejection = decisionOf(cast, 'ana', { decision: 'reject', statedAt: later(0.2) });
    const decisions = [...approvals('li', 'omar'), rejection];
    expect(decide({ decisions })).toEqual({ kind: 'rejected', by: 'ana', recordedAt: later(0.2) });
    const changed = { ...bindings, planSha256: '9'.repeat(64) };
    expect(decide({ decisions, bindings: changed, now: later(100) }).kind).toBe('rejected');
    const elsewhere = decisionOf(cast, 'ana', { decision: 'reject', promotion: 'p-1' });
    expect(decide({ decisions: [...approvals('li', 'omar'), elsewhere] }).kind).toBe('approved');
  });

  it('expires by itself', () => {
    const decisions = [decisionOf(cast, 'li', { expiresAt: later(5) }), decisionOf(cast, 'omar')];
    expect(decide({ decisions, now: later(5) })).toMatchObject({ kind: 'expired', expiredAt: later(5) });
    expect(decide({ decisions, now: later(30) })).toMatchObject({ kind: 'expired', expiredAt: later(5) });
    expect(decide({ decisions: [decisions[0] as SignedDecision], now: later(5) }).kind).toBe('waiting');
  });

  it('is approved again when who expired signs anew', () => {
    const decisions = [
      decisionOf(cast, 'li', { expiresAt: later(5) }),
      decisionOf(cast, 'omar', { expiresAt: later(20) }),
      decisionOf(cast, 'li', { statedAt: later(6), expiresAt: later(20) }),
    ];
    expect(decide({ decisions, now: later(7) })).toMatchObject({ kind: 'approved', discounted: [] });
  });

  it.each([
    ['release', '1.4.1', 'The release changed from 1.4.0 to 1.4.1.'],
    ['artifactSha256', '9'.repeat(64), 'The artifact changed from aaaaaaaaaaaa to 999999999999.'],
    ['runningSha256', 'none', 'What runs now changed from bbbbbbbbbbbb to none.'],
    ['headCommit', '9'.repeat(40), "The candidate's commit changed from 222222222222 to 999999999999."],
    ['baseCommit', '9'.repeat(40), 'The commit that is deployed changed from 111111111111 to 999999999999.'],
    ['planSha256', '9'.repeat(64), 'The plan changed from cccccccccccc to 999999999999.'],
    ['policyVersion', '9'.repeat(64), 'The policy changed from eeeeeeeeeeee to 999999999999.'],
    [
      'implementersSha256',
      '9'.repeat(64),
      'Who wrote the change is not what it was: commits or people were added or removed.',
    ],
  ])('goes stale when %s changes, and says what changed', (field, value, text) => {
    const decisions = approvals('li', 'omar');
    expect(decide({ decisions, bindings: { ...bindings, [field]: value } })).toMatchObject({
      kind: 'stale',
      stale: [
        { person: 'li', differences: [{ field, text }] },
        { person: 'omar', differences: [{ field, text }] },
      ],
    });
  });

  it('comes back when they sign again', () => {
    const changed = { ...bindings, headCommit: '9'.repeat(40) };
    const again = ['li', 'omar'].map((name) => decisionOf(cast, name, { headCommit: '9'.repeat(40) }));
    expect(decide({ decisions: [...approvals('li', 'omar'), ...again], bindings: changed })).toMatchObject({
      kind: 'approved',
      discounted: [],
    });
  });

  it('counts no review, and nothing of emergency rules', () => {
    const decisions = [
      decisionOf(cast, 'li', { decision: 'review' }),
      decisionOf(cast, 'omar', { rules: 'emergency' }),
    ];
    expect(decide({ decisions })).toMatchObject({ kind: 'waiting', signed: 0 });
  });
});

describe('an emergency', () => {
  const eve = decisionOf(cast, 'eve', { rules: 'emergency', expiresAt: later(1.5) });
  const base = facts({ bindings: emergency, decisions: [eve] });

  it('passes by its own group alone', () => {
    expect(decideApproval(base)).toMatchObject({ kind: 'approved', by: ['eve'], untilAt: later(1.5) });
    const releaser = decisionOf(cast, 'li', { rules: 'emergency' });
    expect(decideApproval({ ...base, decisions: [releaser] })).toMatchObject({ kind: 'waiting', signed: 0 });
  });

  it('lets an implementer in need act, if the policy does not exclude them', () => {
    expect(decideApproval({ ...base, implementers: withImplementers('eve') }).kind).toBe('approved');
    const strict = createCast({
      emergency: { group: 'oncall', reviewWithin: '1h', exclude: ['implementers'] },
    });
    const decisions = [decisionOf(strict, 'eve', { rules: 'emergency' })];
    const changes = { bindings: emergency, decisions, implementers: withImplementers('eve') };
    expect(decideApproval(facts(changes, strict)).kind).toBe('waiting');
  });

  it('does not exist where the policy knows none', () => {
    const none = createCast();
    const asked = facts(
      { bindings: emergency, decisions: [decisionOf(none, 'eve', { rules: 'emergency' })] },
      none,
    );
    expect(decideEligibility(asked)).toMatchObject({
      canBeSatisfied: false,
      finding: expect.stringContaining('knows no emergencies'),
    });
    expect(decideApproval(asked)).toMatchObject({ kind: 'waiting', signed: 0 });
  });

  const reviewBy = (name: string, hours: number): SignedDecision =>
    decisionOf(cast, name, {
      decision: 'review',
      rules: 'emergency',
      statedAt: later(hours),
      expiresAt: later(hours + 1),
    });
  const review = (decisions: SignedDecision[], hours: number): ReturnType<typeof decideReview> =>
    decideReview({ ...base, decisions: [eve, ...decisions], deployedAt: now, now: later(hours) });

  it('owes a review, and shouts when that is late', () => {
    expect(review([], 48)).toEqual({ kind: 'due', dueAt: later(48) });
    expect(review([], 50)).toEqual({ kind: 'overdue', dueAt: later(48), lateMs: 7_200_000 });
  });

  it('is closed by the signed review of somebody who did not write it, late or not', () => {
    expect(review([reviewBy('li', 3)], 50)).toMatchObject({ kind: 'closed', by: 'li', wasLate: false });
    expect(review([reviewBy('li', 49)], 50)).toMatchObject({ kind: 'closed', by: 'li', wasLate: true });
  });

  it.each([
    ['an implementer', 'ana'],
    ['the requester', 'rob'],
    ['the operator', 'pia'],
    ['who approved it', 'eve'],
  ])('is not closed by %s', (_, name) => {
    expect(review([reviewBy(name, 3)], 4).kind).toBe('due');
    const person = cast.people.find((it) => it.name === name);
    if (!person) throw new Error('nobody');
    expect(findReviewBars(person, { ...base, deployedAt: now })).not.toEqual([]);
  });

  it('is not closed by the review of something else, or by an ordinary one', () => {
    const elsewhere = decisionOf(cast, 'li', { decision: 'review', rules: 'emergency', promotion: 'p-1' });
    expect(review([elsewhere, decisionOf(cast, 'li', { decision: 'review' })], 4).kind).toBe('due');
  });
});
