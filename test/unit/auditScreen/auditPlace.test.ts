import { describe, expect, it } from 'vitest';
import {
  parsePlace,
  toChangeFilter,
  toRecordsSearch,
  toSearch,
  type AuditPlace,
} from '../../../renderer/src/screens/audit/auditPlace.ts';
import { filterSurvey } from '../../../renderer/src/screens/audit/filterSurvey.ts';
import {
  parsePlace as parseJournalPlace,
  toQuestion,
} from '../../../renderer/src/screens/journal/filters.ts';

describe('the place within the audit', () => {
  it('comes back from its address', () => {
    const place: AuditPlace = {
      tab: 'exceptions',
      filters: {
        from: '2026-01-01',
        to: '2026-03-31',
        service: 'shop',
        environment: 'production',
        person: 'li',
        promotion: 'p-17',
        text: 'ü & more',
        kind: 'emergency',
      },
      change: 'r-1',
      isExporting: true,
    };
    expect(parsePlace(toSearch(place))).toEqual(place);
    expect(toSearch(parsePlace(''))).toBe('');
  });

  it('leaves out what cannot be understood', () => {
    const search = `tab=none&from=2026-02-30&to=soon&kind=wild&text=${'x'.repeat(300)}&export=1`;
    expect(parsePlace(search)).toEqual({
      tab: 'changes',
      filters: {},
      change: undefined,
      isExporting: false,
    });
  });

  it('counts in days of UTC, both included', () => {
    expect(toChangeFilter({ from: '2026-01-01', to: '2026-03-31', service: 'shop' })).toEqual({
      service: 'shop',
      fromAt: '2026-01-01T00:00:00.000Z',
      toAt: '2026-04-01T00:00:00.000Z',
    });
  });

  it('leads to the records of the same period, whatever the zone', () => {
    const search = toRecordsSearch({ from: '2026-01-01', to: '2026-03-31', person: 'li', kind: 'emergency' });
    expect(toQuestion(parseJournalPlace(search).filters)).toEqual({
      fromAt: '2026-01-01T00:00:00.000Z',
      toAt: '2026-03-31T23:59:59.999Z',
      person: 'li',
    });
  });
});

describe('rows of an export', () => {
  const rows = [
    { kind: 'debt', service: 'shop', environment: 'production', person: '', text: 'web-1 held out' },
    { kind: 'refusedIdentity', service: '', environment: '', person: 'ana', text: 'wrong key' },
  ];
  it.each([
    [{}, 2],
    [{ service: 'shop' }, 2],
    [{ service: 'other' }, 1],
    [{ person: 'ana' }, 1],
    [{ text: 'WEB-1 held' }, 1],
    [{ text: 'nothing' }, 0],
  ])('that fit %o are %i: what a row does not say of itself fits', (filters, count) => {
    expect(filterSurvey(rows, filters).length).toBe(count);
  });
});
