import { describe, expect, it } from 'vitest';
import type { PromotionDossier } from '../../../shared/model/promotion.ts';
import { promotionLifeOf } from '../../../shared/view/promotionLife.ts';
import { countPromotions, openPromotionIn, promotionRowsOf } from '../../../shared/view/promotionList.ts';
import { promotionMarksByTarget } from '../../../shared/view/promotionMarks.ts';
import { promotionShownOf } from '../../../shared/view/promotionShown.ts';
import {
  bindings,
  later,
  now,
  promotionId,
  promotionOf,
  requested,
  requestedEmergency,
  revised,
  rolloutEnded,
  rolloutRequested,
  signed,
  stateAfter,
  superseded,
  verified,
  withdrawn,
  type Told,
} from '../../fixtures/promotionStory.ts';

const hold = { kind: 'artifact', passed: true, text: 'The artifact is there.' } as const;
const outlook = { observedAt: now, gates: [hold] };
const target = { service: 'shop', environment: 'production' };

function shownAfter(told: readonly Told[], at = later(1), dossier?: PromotionDossier) {
  const promotion = promotionOf(stateAfter(...told));
  const shown = promotionShownOf(promotion, dossier, at);
  const life = promotionLifeOf(promotion, shown, dossier?.outlook.gates);
  return { shown, life: life.map((it) => [it.label, it.state, it.note].filter(Boolean).join(' ')) };
}

describe('how a promotion is shown', () => {
  it('waits for sign-offs, and counts people', () => {
    const { shown, life } = shownAfter([requested(), signed('li'), signed('li', { at: later(0.5) })]);
    expect(shown.standing).toEqual({ kind: 'waiting', signed: 1, required: 2 });
    expect(life).toEqual([
      'Requested done by rob',
      'Gates unknown not looked yet',
      'Sign-offs current 1 of 2',
      'Approved ahead',
      'Deploying ahead',
      'Done ahead',
    ]);
  });

  it('says which gate holds it, as far as somebody looked', () => {
    const failing = { kind: 'balancers', passed: false, text: 'lb-1 is not seen.' } as const;
    const { life } = shownAfter([requested()], now, {
      outlook: { observedAt: now, gates: [hold, failing] },
      differences: [],
    });
    expect(life[1]).toBe('Gates bad 1 of 2 fails');
  });

  it('takes the word of the app, which looked anew, over that of the journal alone', () => {
    const told = [requested(), signed('li'), signed('omar')];
    expect(shownAfter(told).shown.standing).toMatchObject({ kind: 'approved', untilAt: later(24) });
    const difference = {
      field: 'planSha256',
      stated: 'c'.repeat(64),
      current: 'f'.repeat(64),
      text: 'The plan is another one.',
    } as const;
    const { shown, life } = shownAfter(told, later(1), {
      outlook,
      differences: [difference],
      approval: { kind: 'stale', stale: [{ person: 'li', differences: [difference] }], discounted: [] },
    });
    expect(shown).toMatchObject({
      standing: { kind: 'stale' },
      changes: ['The plan is another one.'],
      isVerified: true,
    });
    expect(life).toContain('Sign-offs bad stale: something changed');
  });

  it('expires by itself, also when the app said before that it was approved', () => {
    const told = [requested(), signed('li'), signed('omar')];
    const approval = { kind: 'approved', by: ['li', 'omar'], untilAt: later(24), discounted: [] } as const;
    const dossier = { outlook, differences: [], approval };
    expect(
      shownAfter(told, later(23), {
        ...dossier,
        approval: { ...approval, by: [...approval.by], discounted: [] },
      }).shown.standing.kind,
    ).toBe('approved');
    expect(
      shownAfter(told, later(25), {
        ...dossier,
        approval: { ...approval, by: [...approval.by], discounted: [] },
      }).shown.standing,
    ).toEqual({
      kind: 'expired',
      expiredAt: later(24),
    });
    expect(shownAfter(told, later(25)).life).toContain('Expired bad');
  });

  it('tells what changed when the question became another one', () => {
    const { shown } = shownAfter([requested(), signed('li'), signed('omar'), revised(['web-9 is new.'])]);
    expect(shown.changes).toEqual(['web-9 is new.']);
    expect(shown.standing).toMatchObject({ kind: 'stale', changes: ['web-9 is new.'] });
  });

  it('keeps its approval apart from what became of the promotion', () => {
    const told = [requested(), signed('li'), signed('omar'), rolloutRequested()];
    expect(shownAfter(told).life).toContain('Deploying current');
    const halted = shownAfter([...told, rolloutEnded('failed', later(0.5))]);
    expect(halted.shown.standing.kind).toBe('halted');
    expect(halted.shown.approval.kind).toBe('approved');
    expect(halted.life).toContain('Stopped bad');
    const done = shownAfter([...told, rolloutEnded('succeeded')]);
    expect(done.life).toEqual([
      'Requested done by rob',
      'Gates done passed',
      'Sign-offs done 2 of 2',
      'Approved done',
      'Deploying done',
      'Done done',
    ]);
  });

  it.each([
    ['rejected', signed('li', { decision: 'reject' }), 'Rejected bad by li'],
    ['withdrawn', withdrawn('not today'), 'Withdrawn done by rob'],
    ['superseded', superseded('p-18'), 'Superseded done by p-18'],
  ])('ends where it was %s', (kind, ending, last) => {
    const { shown, life } = shownAfter([requested(), ending]);
    expect(shown.standing.kind).toBe(kind);
    expect(life.at(-1)).toBe(last);
  });
});

it('says which sign-offs do not count, and why', () => {
  const bars = [{ kind: 'implementer', text: 'wrote 1 of 3 commits' } as const];
  const approval = {
    kind: 'waiting' as const,
    signed: 0,
    required: 2,
    by: [],
    discounted: [{ kind: 'barred' as const, person: 'li', bars }],
  };
  const { shown } = shownAfter([requested(), signed('li')], later(1), { outlook, differences: [], approval });
  expect(shown.discounted).toEqual(['li does not count: wrote 1 of 3 commits.']);
});

describe('the list of promotions', () => {
  const second = (id: string, more: object = {}) =>
    requested({ promotionId: id, bindings: { promotion: id }, ...more }, later(1));

  it('puts what waits before what is over, the newest first, and an overdue review above all', () => {
    const state = stateAfter(
      requestedEmergency(),
      verified(),
      rolloutRequested(),
      rolloutEnded('succeeded'),
      second('p-18', { environment: 'staging' }),
      { at: later(2), event: { kind: 'promotionWithdrawn', promotionId: 'p-18', by: 'rob', reason: 'x' } },
      second('p-19'),
    );
    const all = promotionRowsOf(state, { show: 'all', text: '' }, later(30));
    expect(all.map((it) => [it.promotion.id, it.standing.kind, it.review?.kind])).toEqual([
      [promotionId, 'done', 'overdue'],
      ['p-19', 'waiting', undefined],
      ['p-18', 'withdrawn', undefined],
    ]);
    const ids = (show: 'open' | 'emergencies', text = '') =>
      promotionRowsOf(state, { show, text }, later(30)).map((it) => it.promotion.id);
    expect(ids('open')).toEqual([promotionId, 'p-19']);
    expect(ids('emergencies')).toEqual([promotionId]);
    expect(ids('open', 'WAITING production')).toEqual(['p-19']);
    expect(countPromotions(state)).toEqual({ all: 3, open: 1 });
    expect(openPromotionIn(state, target)?.id).toBe('p-19');
    expect(openPromotionIn(state, { ...target, environment: 'staging' })).toBeUndefined();
  });
});

describe('the marks of a cell', () => {
  const marks = (told: readonly Told[], at = later(1)) =>
    promotionMarksByTarget(stateAfter(...told), at).get('shop/production') ?? [];

  it('say how many have signed', () => {
    expect(marks([requested(), signed('li')])).toEqual([
      { kind: 'signOff', text: '1.4.0 waits for sign-offs, 1 of 2', short: '1/2' },
    ]);
  });

  it.each([
    ['stale', [requested(), signed('li'), signed('omar'), revised(['x'])], later(1)],
    ['expired', [requested(), signed('li'), signed('omar')], later(25)],
  ] as const)('say that they are %s', (word, told, at) => {
    expect(marks(told, at)).toMatchObject([
      { kind: 'signOff', short: '!', text: expect.stringContaining(word) },
    ]);
  });

  it('are red for an emergency, also after it was deployed, until somebody reviewed it', () => {
    const told = [requestedEmergency(), verified(), rolloutRequested(), rolloutEnded('succeeded')];
    expect(marks([requestedEmergency()])).toMatchObject([{ kind: 'emergency', short: '0/1' }]);
    expect(marks(told)).toEqual([{ kind: 'emergency', text: 'The emergency with 1.4.0 is to be reviewed' }]);
    expect(marks(told, later(25))[0]?.text).toMatch(/overdue/);
    const review = signed('li', { decision: 'review', rules: 'emergency', reasonSha256: '5'.repeat(64) });
    expect(marks([...told, review])).toEqual([]);
  });

  it('are none elsewhere, and none while the rollout tells of itself', () => {
    expect([...promotionMarksByTarget(stateAfter(requested()), now).keys()]).toEqual(['shop/production']);
    expect(promotionMarksByTarget(stateAfter(requested(), withdrawn('x')), now).size).toBe(0);
    expect(marks([requested(), signed('li'), signed('omar'), rolloutRequested()])).toEqual([]);
  });
});

it('the story is about what is asked', () => {
  expect(promotionOf(stateAfter(requested())).bindings).toEqual(bindings);
});
