import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toWanted, toWords } from '../../../electron/journal/queryIndex/tokenize.ts';
import type { JournalFilter } from '../../../shared/contract/journalArea.ts';
import type { JournalRecord } from '../../../shared/journal/record.ts';
import { facetsOf, searchTextsOf, type Facets } from '../../../shared/view/recordFacets.ts';
import { hostFinished, requested, stepBegun, stepFinished, toRecords } from '../../fixtures/records.ts';
import { writeRecords } from '../../fixtures/longJournal.ts';
import { openIndex, openTestIndex, type TestIndex } from './support/testIndex.ts';
import { createJournalPath } from './support/testJournal.ts';

const failed = { kind: 'failed', trouble: 'timedOut', message: 'no answer from lb-2.example' };
const story = [
  ...toRecords([
    requested('r1'),
    stepBegun('r1', 'web-1', 'drain'),
    stepFinished('r1', 'web-1', 'drain', failed),
  ]),
  ...toRecords(
    [requested('r2', 'staging'), hostFinished('r2', 'web-2')],
    { actor: { kind: 'app', name: 'bob' } },
    4,
  ),
];

async function indexOf(records: readonly JournalRecord[]) {
  const path = createJournalPath();
  await writeRecords(path, records);
  const index = openTestIndex(path);
  index.finish();
  return { path, index };
}

describe('the index of a journal', () => {
  let folder: string;
  let index: TestIndex;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'signalbox-index-'));
    const path = join(folder, 'journal.db');
    await writeRecords(path, story);
    index = openIndex(path);
    index.finish();
  });
  afterAll(async () => {
    index.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives the newest first, a window at a time, and counts all', () => {
    expect(index.findAll({})).toEqual({ seqs: [5, 4, 3, 2, 1], total: 5, indexedSeq: 5 });
    const window = index.find({ filter: { service: 'shop' }, offset: 1, limit: 2, headSeq: 5 });
    expect(window).toEqual({ seqs: [4, 3], total: 5, indexedSeq: 5 });
    expect(index.find({ filter: {}, offset: 5, limit: 2, headSeq: 5 }).seqs).toEqual([]);
  });

  it.each<[JournalFilter, number[]]>([
    [{ kinds: ['stepBegun', 'stepFinished'] }, [3, 2]],
    [{ kinds: [] }, []],
    [{ person: 'bob' }, [5, 4]],
    [{ host: 'web-2' }, [5]],
    [{ rolloutId: 'r1' }, [3, 2, 1]],
    [{ environment: 'staging' }, [5, 4]],
    [{ service: 'shop', person: 'ann' }, [3, 2, 1]],
    [{ fromAt: '2026-01-01T00:00:02.000Z', toAt: '2026-01-01T00:00:03.000Z' }, [3, 2]],
    [{ person: 'nobody' }, []],
    [{ promotionId: 'p' }, []],
  ])('knows of a step the service and environment of its rollout: %j', (filter, seqs) => {
    expect(index.findAll(filter).seqs).toEqual(seqs);
  });

  it.each<[string, number[]]>([
    ['drain', [3, 2]],
    ['DRAIN web-1', [3, 2]],
    ['no ans', [3]],
    ['lb-2', [3]],
    ['example', [3]],
    ['staging', [5, 4]],
    ['ccccccc', [4, 1]],
    ['b', []],
    ['nothing of this', []],
    [' … ', [5, 4, 3, 2, 1]],
    [`" OR 1=1 --`, []],
  ])('finds words by how they begin, in sentence, names and digests: %s', (text, seqs) => {
    expect(index.findAll({ text }).seqs).toEqual(seqs);
  });
});

describe('the index of a journal that goes on', () => {
  it('finds the same as looking at every record, across the segments', async () => {
    const hosts = ['web-1', 'web-2', 'db-1'];
    const records = toRecords([
      requested('r1'),
      requested('r2', 'staging'),
      ...Array.from({ length: 9_000 }, (_, n) =>
        (n % 3 === 0 ? stepBegun : stepFinished)(
          `r${1 + (n % 2)}`,
          hosts[(n * 7) % 3] ?? '',
          n % 5 ? 'stop' : 'drain',
        ),
      ),
    ]);
    const { index } = await indexOf(records);
    const looked = lookAtEvery(records);
    const at = (seq: number): string => records[seq]?.envelope.at ?? '';
    const some = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    fc.assert(
      fc.property(
        fc.record(
          {
            kinds: some(['stepBegun'], ['stepBegun', 'rolloutRequested'], ['nothing']),
            host: some(...hosts),
            environment: some('staging', 'production', 'uat'),
            rolloutId: some('r1'),
            text: some('stop', 'web drain', 'db-1 ok', '5', 'zzz'),
            fromAt: some(at(17), at(4_095), at(4_096), at(8_999)),
            toAt: some(at(4_000), at(4_095), at(4_097), at(8_200)),
          },
          { requiredKeys: [] },
        ),
        (given) => {
          const filter: JournalFilter = JSON.parse(JSON.stringify(given));
          expect(index.findAll(filter).seqs).toEqual(looked(filter));
        },
      ),
    );
  });

  it('finds what was recorded since, without being made anew', async () => {
    const { path, index } = await indexOf(story);
    expect(index.findAll({ host: 'web-1' }).total).toBe(2);
    await writeRecords(path, toRecords([stepBegun('r1', 'web-1', 'stop')], {}, 6));
    expect(index.find({ filter: { host: 'web-1' }, offset: 0, limit: 9, headSeq: 6 })).toEqual({
      seqs: [6, 3, 2],
      total: 3,
      indexedSeq: 6,
    });
  });
});

describe('the index of a journal that is opened again', () => {
  it('goes on in the middle of a segment, however much of it there is already', async () => {
    const steps = (many: number) => Array.from({ length: many }, () => stepBegun('r1', 'web-1', 'stop'));
    const written = [...story, ...toRecords(steps(1_500), {}, story.length + 1)];
    const { path, index } = await indexOf(written);
    index.close();
    const next = toRecords([stepBegun('r1', 'web-2', 'drain')], {}, written.length + 1);
    await writeRecords(path, next);

    const again = openTestIndex(path);
    let taken = 0;
    while (again.step() && taken < 100) taken += 1;

    expect(taken).toBeLessThan(100);
    expect(again.findAll({ host: 'web-2', kinds: ['stepBegun'] })).toMatchObject({
      indexedSeq: written.length + 1,
      seqs: expect.arrayContaining([written.length + 1]),
    });
  });
});

/** The same question answered by going through the records, which is what an index is held to. */
function lookAtEvery(records: readonly JournalRecord[]): (filter: JournalFilter) => number[] {
  const passedOn = new Map<string, Facets>();
  const known = records.map((record) => {
    const { own, subjects } = facetsOf(record);
    for (const { name, passesOn } of subjects)
      if (!passedOn.has(name) && Object.keys(passesOn).length > 0) passedOn.set(name, passesOn);
    const facets = Object.assign({}, ...subjects.map(({ name }) => passedOn.get(name)), own) as Facets;
    return { record, facets, words: searchTextsOf(record, facets).flatMap(toWords) };
  });
  return ({ kinds, text, fromAt = '', toAt = '9', ...names }) =>
    known
      .filter(({ record: { envelope, event } }) => {
        const isInTime = envelope.at >= fromAt && envelope.at <= toAt;
        return isInTime && (!kinds || kinds.includes(event.kind));
      })
      .filter(({ facets }) =>
        Object.entries(names).every(([name, value]) => Reflect.get(facets, name) === value),
      )
      .filter(({ words }) =>
        toWanted(text ?? '').every(({ word, isWhole }) =>
          words.some((it) => (isWhole ? it === word : it.startsWith(word))),
        ),
      )
      .map(({ record }) => record.seq)
      .toReversed();
}
