import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJournalIndex } from '../../../electron/app/journalIndex.ts';
import { hostFinished, requested, stepBegun, stepFinished, toRecords } from '../../fixtures/records.ts';

const everything = { offset: 0, limit: 1_000 };

function indexOf(records: ReturnType<typeof toRecords>) {
  const index = createJournalIndex();
  index.add(records);
  return index;
}

const story = [
  ...toRecords([requested('r1'), stepBegun('r1', 'web-1', 'drain'), stepFinished('r1', 'web-1', 'drain')]),
  ...toRecords(
    [requested('r2', 'staging'), hostFinished('r2', 'web-2')],
    { actor: { kind: 'app', name: 'bob' } },
    4,
  ),
];

describe('the index of the journal', () => {
  it('gives the newest first, a window at a time, and counts all', () => {
    const index = indexOf(story);
    expect(index.find({ filter: {}, ...everything })).toEqual({ seqs: [5, 4, 3, 2, 1], total: 5 });
    expect(index.find({ filter: {}, offset: 1, limit: 2 })).toEqual({ seqs: [4, 3], total: 5 });
  });

  it.each([
    [{ kinds: ['stepBegun', 'stepFinished'] }, [3, 2]],
    [{ person: 'bob' }, [5, 4]],
    [{ host: 'web-2' }, [5]],
    [{ rolloutId: 'r1' }, [3, 2, 1]],
    [{ environment: 'staging' }, [5, 4]],
    [{ service: 'shop', person: 'ann' }, [3, 2, 1]],
    [{ fromAt: '2026-01-01T00:00:02.000Z', toAt: '2026-01-01T00:00:03.000Z' }, [3, 2]],
    [{ person: 'nobody' }, []],
  ])('knows of a step the service and environment of its rollout: %j', (filter, seqs) => {
    expect(indexOf(story).find({ filter, ...everything }).seqs).toEqual(seqs);
  });

  it('finds the same as looking at every record', () => {
    const hosts = fc.constantFrom('web-1', 'web-2', 'web-3');
    fc.assert(
      fc.property(fc.array(hosts, { maxLength: 60 }), hosts, (names, wanted) => {
        const records = toRecords(names.map((host) => stepBegun('r', host, 'stop')));
        const expected = names.flatMap((host, at) => (host === wanted ? [at + 1] : [])).toReversed();
        expect(indexOf(records).find({ filter: { host: wanted }, ...everything }).seqs).toEqual(expected);
      }),
    );
  });
});
