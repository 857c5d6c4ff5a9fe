import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { describePeriod, isDay, namedPeriodsOf, toInstants } from '../../../shared/view/auditPeriod.ts';
import { checkBundleCommand } from '../../../shared/view/bundleCommands.ts';
import { createChangeList, peopleOfChanges, type ChangeFilter } from '../../../shared/view/changeList.ts';
import {
  differenceMarksByTarget,
  differenceMatters,
  differencesOf,
} from '../../../shared/view/differences.ts';
import { firstBadRecordOf, sortFindings } from '../../../shared/view/verificationWords.ts';
import {
  asPromotion,
  later,
  requested,
  requestedEmergency,
  rolloutEnded,
  rolloutRequested,
  signed,
  stateAfter,
  type Told,
} from '../../fixtures/promotionStory.ts';

const unsigned = (id: string, environment: string, at: string): Told => ({
  at,
  event: {
    ...(rolloutRequested().event as object),
    rolloutId: id,
    promotionId: undefined,
    environment,
  },
});
const state = stateAfter(
  unsigned('r-staging', 'staging', later(-9)),
  unsigned('r-plain', 'production', later(-8)),
  ...asPromotion('a', [
    requested({}, later(-7)),
    signed('li', { at: later(-6) }),
    signed('omar', { at: later(-6) }),
    rolloutRequested(later(-5)),
    rolloutEnded('succeeded', later(-4)),
  ]),
  ...asPromotion('b', [
    requestedEmergency({}, later(-3)),
    signed('eve', { at: later(-3) }),
    rolloutRequested(later(-2)),
    rolloutEnded('failed', later(-1)),
  ]),
);
const list = createChangeList();
const rows = list.rowsOf(state, new Set(['production']));
const idsOf = (filter: ChangeFilter) => list.fitting(rows, filter).map(({ rollout }) => rollout.id);

describe('production changes', () => {
  it('are every rollout to production, newest first, with the rules and who signed', () => {
    expect(rows.map(({ rollout, kind, approvedBy }) => [rollout.id, kind, approvedBy])).toEqual([
      ['r-b', 'emergency', ['eve']],
      ['r-a', 'ordinary', ['li', 'omar']],
      ['r-plain', 'unsigned', []],
    ]);
    expect(peopleOfChanges(rows)).toEqual(['ann', 'eve', 'li', 'omar', 'rob']);
  });

  it('are made anew only where something about them is', () => {
    const again = list.rowsOf({ ...state }, new Set(['production']));
    expect(again.every((row, index) => row === rows[index])).toBe(true);
    const failed = state.rollouts['r-b'];
    if (!failed) throw new Error('the story has no such rollout');
    const other = { ...state, rollouts: { ...state.rollouts, 'r-b': { ...failed } } };
    const changed = list.rowsOf(other, new Set(['production']));
    expect(changed.map((row, index) => row === rows[index])).toEqual([false, true, true]);
  });

  it('count where sign-offs are asked for, though the stage is not production', () => {
    expect(list.rowsOf(state, new Set()).map(({ rollout }) => rollout.id)).toEqual(['r-b', 'r-a']);
    expect(list.rowsOf(state, new Set(['staging'])).length).toBe(3);
  });

  it.each<[ChangeFilter, string[]]>([
    [{ fromAt: later(-5) }, ['r-b', 'r-a']],
    [{ toAt: later(-5) }, ['r-plain']],
    [{ kind: 'emergency' }, ['r-b']],
    [{ person: 'omar' }, ['r-a']],
    [{ promotion: 'b' }, ['r-b']],
    [{ service: 'other' }, []],
    [{ environment: 'production', text: 'FAILED eve' }, ['r-b']],
  ])('that fit %o', (filter, ids) => {
    expect(idsOf(filter)).toEqual(ids);
  });
});

describe('a period', () => {
  it('is named as auditors name it, over the turn of a year too', () => {
    const named = Object.fromEntries(
      namedPeriodsOf('2026-02-03T04:05:06.000Z').map(({ id, from, to }) => [id, [from, to]]),
    );
    expect(named).toEqual({
      thisQuarter: ['2026-01-01', '2026-03-31'],
      lastQuarter: ['2025-10-01', '2025-12-31'],
      thisMonth: ['2026-02-01', '2026-02-28'],
      lastMonth: ['2026-01-01', '2026-01-31'],
      thisYear: ['2026-01-01', '2026-12-31'],
      everything: [undefined, undefined],
    });
  });

  it('takes in its last day, and has open ends', () => {
    expect(toInstants({ from: '2026-02-28', to: '2026-02-28' })).toEqual({
      fromAt: '2026-02-28T00:00:00.000Z',
      toAt: '2026-03-01T00:00:00.000Z',
    });
    expect(toInstants({})).toEqual({
      fromAt: '1970-01-01T00:00:00.000Z',
      toAt: '9999-12-31T00:00:00.000Z',
    });
    expect(['2026-02-28', '2026-02-29', '2026-1-1', ''].map(isDay)).toEqual([true, false, false, false]);
    expect(describePeriod({ from: '2026-01-01' })).toBe('from 2026-01-01 on, UTC');
  });
});

describe('the command that checks a bundle', () => {
  const fingerprint = 'SHA256:abc+/=';
  it.each([
    ['/srv/q1', 'cd /srv/q1 && sh verify.sh --key SHA256:abc+/='],
    ['/srv/q1.zip', 'cd /srv && unzip -q q1.zip && cd q1 && sh verify.sh --key SHA256:abc+/='],
    ['/q1.zip', 'cd / && unzip -q q1.zip && cd q1 && sh verify.sh --key SHA256:abc+/='],
  ])('is plain for %s', (path, command) => {
    expect(checkBundleCommand({ path, fingerprint })).toBe(command);
  });

  it('says to a shell exactly the path that was meant', () => {
    const path = `/srv/it's "q1" $(false) \`x\`\n-rf`;
    const [cd = ''] = checkBundleCommand({ path, fingerprint }).split(' && sh verify');
    expect(execFileSync('sh', ['-c', cd.replace(/^cd /, "printf '%s' ")]).toString()).toBe(path);
    const zip = checkBundleCommand({ path: '/srv/-x y.zip', fingerprint });
    expect(zip).toContain("unzip -q './-x y.zip' && cd './-x y'");
  });
});

describe('differences between hosts and journal', () => {
  const byHand = {
    kind: 'deployedByHand',
    service: 'shop',
    environment: 'production',
    host: 'web-1',
    text: 'web-1: shop 9 is current, and no rollout brought it',
  };
  const compared = (environments: readonly string[], differences: readonly object[], at: string): Told => ({
    at,
    event: { kind: 'reconciled', environments, hosts: 2, differences },
  });
  it('are those of the last comparison of each environment', () => {
    const first = stateAfter(compared(['staging', 'production'], [byHand], later(1)));
    expect(differencesOf(first)).toMatchObject([{ host: 'web-1', at: later(1), seq: 1 }]);
    const other = stateAfter(
      compared(['production'], [byHand], later(1)),
      compared(['staging'], [], later(2)),
    );
    expect(differencesOf(other).length).toBe(1);
    const mended = stateAfter(
      compared(['production'], [byHand], later(1)),
      compared(['production'], [], later(2)),
    );
    expect(differencesOf(mended)).toEqual([]);
  });

  it('stand on the matrix, and wait for somebody', () => {
    const found = stateAfter(compared(['production'], [byHand, { ...byHand, host: 'web-2' }], later(1)));
    expect(differenceMarksByTarget(found).get('shop/production')).toMatchObject({
      kind: 'difference',
      short: '2',
    });
    expect(differenceMatters(found)[0]).toMatchObject({
      kind: 'difference',
      tone: 'bad',
      place: 'shop in production on web-1',
      message: 'Host and journal disagree: shop 9 is current, and no rollout brought it.',
      since: later(1),
      leadsTo: { kind: 'audit', tab: 'hosts' },
    });
  });
});

describe('findings', () => {
  it('are told by record, and the first bad one is named', () => {
    const findings = [
      { seq: 8, kind: 'b', message: 'late' },
      { kind: 'w', message: 'whole' },
      { seq: 3, kind: 'a', message: 'early' },
    ];
    expect(sortFindings(findings).map(({ message }) => message)).toEqual(['whole', 'early', 'late']);
    expect(firstBadRecordOf(findings)).toBe(3);
    expect(firstBadRecordOf([{ kind: 'w', message: 'whole' }])).toBeUndefined();
  });
});
