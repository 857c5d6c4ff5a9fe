import { describe, expect, it } from 'vitest';
import { facetsOf, searchTextsOf } from '../../../shared/view/recordFacets.ts';
import { recordsOfEveryKind } from '../../fixtures/everyEvent.ts';
import { requested, stepBegun, toRecords } from '../../fixtures/records.ts';

const [request, step] = toRecords([requested('r1', 'staging'), stepBegun('r1', 'web-1', 'drain')]);
if (!request || !step) throw new Error('no records');

describe('the facets of a record', () => {
  it('are what it says itself', () => {
    expect(facetsOf(step).own).toEqual({ kind: 'stepBegun', person: 'ann', host: 'web-1', rolloutId: 'r1' });
  });

  it('are passed on by the request of a rollout to all that is recorded of it', () => {
    const passesOn = { service: 'shop', environment: 'staging' };
    expect(facetsOf(request).subjects).toEqual([{ name: 'rollout/r1', passesOn }]);
    expect(facetsOf(step).subjects).toEqual([{ name: 'rollout/r1', passesOn: {} }]);
  });

  it('know of promotions, whatever kind of event speaks of one', () => {
    const event = { ...request.event, promotionId: 'p1' };
    const { own, subjects } = facetsOf({ ...request, event });
    expect(own).toMatchObject({ promotionId: 'p1', rolloutId: 'r1' });
    expect(subjects).toEqual([
      { name: 'rollout/r1', passesOn: { service: 'shop', environment: 'staging', promotionId: 'p1' } },
      { name: 'promotion/p1', passesOn: { service: 'shop', environment: 'staging' } },
    ]);
  });

  it('are there for every kind of event, with a sentence to search in', () => {
    for (const record of recordsOfEveryKind()) {
      const { own } = facetsOf(record);
      expect(own).toMatchObject({ kind: record.event.kind, person: 'ann' });
      expect(searchTextsOf(record, own)[0]).not.toBe('');
    }
  });
});
