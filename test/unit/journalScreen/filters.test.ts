import { describe, expect, it } from 'vitest';
import { parsePlace, toQuestion, toSearch } from '../../../renderer/src/screens/journal/filters.ts';

describe('the journal in the address', () => {
  it('says every filter and the open record, and is read back as it was', () => {
    const place = {
      filters: {
        from: '2026-11-20T10:00',
        to: '2026-11-20T11:30',
        kind: 'stepFinished',
        person: 'ann & bob',
        service: 'shop',
        environment: 'production',
        host: 'web-1',
        rollout: 'r/1',
        promotion: 'p1',
        text: 'no answer & more',
      },
      record: 42,
    };
    expect(parsePlace(toSearch(place))).toEqual(place);
    expect(toSearch({ filters: {}, record: undefined })).toBe('');
  });

  it.each([
    'kind=nonsense',
    'from=yesterday',
    'to=2026-99-99T10:00',
    'record=-1',
    'record=1e3',
    'person=',
    'other=1',
    `text=${'a'.repeat(201)}`,
    'kind=__proto__',
  ])('leaves out what cannot be understood: %s', (search) => {
    expect(parsePlace(search)).toEqual({ filters: {}, record: undefined });
  });

  it('asks from the beginning of the first minute to the end of the last', () => {
    const question = toQuestion({
      from: '2026-11-20T10:00',
      to: '2026-11-20T10:00',
      kind: 'debtOpened',
      rollout: 'r1',
    });
    const fromMs = Date.parse(question.fromAt ?? '');
    expect(fromMs).toBe(new Date(2026, 10, 20, 10, 0).getTime());
    expect(Date.parse(question.toAt ?? '') - fromMs).toBe(59_999);
    expect(question).toMatchObject({ kinds: ['debtOpened'], rolloutId: 'r1' });
  });

  it('asks for each name under the name that the app gives it', () => {
    const filters = { person: 'ann', service: 'shop', environment: 'uat', host: 'web-1', text: 'no answer' };
    expect(toQuestion({ ...filters, promotion: 'p1' })).toEqual({ ...filters, promotionId: 'p1' });
  });
});
