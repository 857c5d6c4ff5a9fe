import { describe, expect, it } from 'vitest';
import { sortAttention } from '../../../shared/view/attentionList.ts';
import { nextPromotionMoment, promotionMatters } from '../../../shared/view/promotionAttention.ts';
import {
  later,
  now,
  requested,
  requestedEmergency,
  revised,
  rolloutEnded,
  rolloutRequested,
  signed,
  stateAfter,
  verified,
  withdrawn,
  type Told,
} from '../../fixtures/promotionStory.ts';

const matters = (told: readonly Told[], at = later(1)) => promotionMatters(stateAfter(...told), at);
const emergency = [requestedEmergency(), verified(), rolloutRequested(), rolloutEnded('succeeded')];

describe('promotions that wait for somebody', () => {
  it('wait for releasers, with how many have signed', () => {
    expect(matters([requested(), signed('li')])).toMatchObject([
      {
        kind: 'signoffWaiting',
        tone: 'caution',
        waitsFor: 'releasers',
        place: 'shop to production',
        message: '1.4.0 waits for sign-offs, 1 of 2 signed.',
        since: now,
      },
    ]);
  });

  it('say what changed when their sign-offs are stale', () => {
    const told = [requested(), signed('li'), signed('omar'), revised(['web-9 is new.', 'web-1 is gone.'])];
    expect(matters(told)).toMatchObject([
      { kind: 'signoffStale', message: 'The sign-offs for 1.4.0 are stale: web-9 is new. And 1 more.' },
    ]);
  });

  it('come back when their approval has expired', () => {
    const told = [requested(), signed('li'), signed('omar')];
    expect(matters(told)).toEqual([]);
    expect(matters(told, later(25))).toMatchObject([{ kind: 'signoffExpired', since: later(24) }]);
  });

  it.each([
    ['rejected', signed('li', { decision: 'reject' })],
    ['withdrawn', withdrawn('not today')],
  ])('wait for nobody once they are %s', (_, ending) => {
    expect(matters([requested(), ending])).toEqual([]);
  });
});

describe('an emergency', () => {
  it('is red while it waits', () => {
    expect(matters([requestedEmergency()])).toMatchObject([
      { kind: 'signoffWaiting', tone: 'bad', message: expect.stringMatching(/^EMERGENCY: 1\.4\.0 waits/) },
    ]);
  });

  it('owes its review from the first host on, and shouts when that is overdue', () => {
    expect(matters(emergency)).toMatchObject([
      {
        kind: 'reviewDue',
        tone: 'caution',
        message: 'The emergency with 1.4.0 is to be reviewed until 2026-05-02 12:00 UTC.',
      },
    ]);
    const [overdue] = matters(emergency, later(25));
    expect(overdue).toMatchObject({ kind: 'reviewOverdue', tone: 'bad' });
    // However late it gets it is the same matter, told once.
    expect(matters(emergency, later(99))).toEqual([overdue]);
  });

  it('is let go when it was reviewed', () => {
    const review = signed('li', { decision: 'review', rules: 'emergency', reasonSha256: '5'.repeat(64) });
    expect(matters([...emergency, review], later(25))).toEqual([]);
  });

  it('that is overdue comes before everything else', () => {
    const journal = {
      id: 'journal/x',
      kind: 'journal',
      tone: 'bad',
      waitsFor: 'auditor',
      place: 'journal',
      message: 'x',
      wayOut: 'x',
      since: undefined,
      leadsTo: { kind: 'journal' },
    } as const;
    expect(sortAttention([journal, ...matters(emergency, later(25))]).map((it) => it.kind)).toEqual([
      'reviewOverdue',
      'journal',
    ]);
  });
});

describe('the next moment at which time alone changes the list', () => {
  it('is when an approval or a review runs out', () => {
    const next = (told: readonly Told[], at: string) => nextPromotionMoment(stateAfter(...told), at);
    expect(next([requested()], now)).toBeUndefined();
    expect(next([requested(), signed('li'), signed('omar', { at: later(1) })], later(2))).toBe(later(24));
    expect(next(emergency, later(1))).toBe(later(24));
    expect(next(emergency, later(25))).toBeUndefined();
  });
});
