import { describe, expect, it } from 'vitest';
import { createRecordWindow } from '../../../renderer/src/screens/journal/recordWindow.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { requested, toRecords } from '../../fixtures/records.ts';
import { until } from '../../fixtures/until.ts';

/** A journal that grows and answers like the app's, and counts what it is asked. */
function createJournal(length: number) {
  const records = toRecords(Array.from({ length }, (_, index) => requested(`r${index}`)));
  const asked: { offset: number; limit: number }[] = [];
  let fault: Fault | undefined;
  let indexedSeq: number | undefined;
  const call = ((_method: string, input: { offset: number; limit: number }) => {
    asked.push(input);
    if (fault) return Promise.reject(fault);
    const indexed = records.slice(0, indexedSeq);
    const newestFirst = indexed.toReversed().slice(input.offset, input.offset + input.limit);
    const answer = { records: newestFirst, total: indexed.length, headSeq: records.length };
    return Promise.resolve(indexedSeq === undefined ? answer : { ...answer, indexedSeq });
  }) as Client['call'];
  return {
    client: { call },
    asked,
    grow: (more: number) =>
      records.push(
        ...toRecords(
          Array.from({ length: more }, () => requested('new')),
          {},
          records.length + 1,
        ),
      ),
    index: (to: number | undefined) => void (indexedSeq = to),
    break: (with_: Fault | undefined) => void (fault = with_),
  };
}

describe('a window over a long journal', () => {
  it('reads the newest page, then only what is looked at', async () => {
    const journal = createJournal(1_050);
    const records = createRecordWindow(journal.client, {});
    expect(records.state().total).toBeUndefined();
    records.look();
    await until('the first page', () => records.state().total === 1_050);
    expect(records.at(1_049)?.seq).toBe(1_050);
    expect(records.at(500)).toBeUndefined();
    records.want(500);
    records.want(501);
    await until('that page', () => records.at(500) !== undefined);
    expect(records.at(500)?.seq).toBe(501);
    expect(journal.asked).toHaveLength(2);
  });

  it('does not ask for pages that only flew past', async () => {
    const journal = createJournal(10_000);
    const records = createRecordWindow(journal.client, {});
    records.look();
    await until('the first page', () => records.state().total === 10_000);
    for (let place = 9_000; place > 0; place -= 50) records.want(place);
    await until('where it stopped', () => records.at(50) !== undefined);
    expect(journal.asked.length).toBeLessThanOrEqual(6);
  });

  it('keeps every record at its place while the journal grows', async () => {
    const journal = createJournal(300);
    const records = createRecordWindow(journal.client, {});
    records.look();
    await until('the first page', () => records.state().total === 300);
    journal.grow(37);
    records.want(10);
    await until('an old page', () => records.at(10) !== undefined);
    expect(records.at(10)?.seq).toBe(11);
    records.look();
    await until('the new ones', () => records.at(336) !== undefined);
    expect(records.placeOf(337)).toBe(336);
  });

  it('holds new records back from a reader further down, and shows them at the top', async () => {
    const journal = createJournal(10);
    const records = createRecordWindow(journal.client, {});
    records.look();
    await until('the first page', () => records.state().total === 10);
    records.follow(false);
    journal.grow(3);
    records.look();
    await until('they are known', () => records.state().held === 3);
    expect(records.state().total).toBe(10);
    records.follow(true);
    expect(records.state()).toMatchObject({ total: 13, held: 0 });
  });

  it('keeps a bounded number of pages', async () => {
    const journal = createJournal(8_000);
    const records = createRecordWindow(journal.client, {});
    records.look();
    await until('the first page', () => records.state().total === 8_000);
    for (let place = 7_850; place > 0; place -= 100) {
      records.want(place);
      await until(`place ${place}`, () => records.at(place) !== undefined);
    }
    expect(records.at(50)).toBeDefined();
    expect(records.at(7_950)).toBeUndefined();
    expect(records.placeOf(7_951)).toBeUndefined();
  });

  it('says what went wrong, keeps what it has, and goes on', async () => {
    const journal = createJournal(20);
    const records = createRecordWindow(journal.client, {});
    records.look();
    await until('the first page', () => records.state().total === 20);
    journal.break(new Fault('JOURNAL_DAMAGED', 'Record 3 cannot be read.'));
    records.look();
    await until('the fault', () => records.state().fault !== undefined);
    expect(records.state()).toMatchObject({ total: 20, fault: { code: 'JOURNAL_DAMAGED' } });
    expect(records.at(5)?.seq).toBe(6);
    journal.break(undefined);
    records.look();
    await until('it is over', () => records.state().fault === undefined);
  });

  it('says how far the journal is indexed, and looks again by itself until it is', async () => {
    const journal = createJournal(300);
    journal.index(200);
    const records = createRecordWindow(journal.client, { host: 'web-1' });
    records.look();
    await until('what is indexed', () => records.state().total === 200);
    expect(records.state().indexing).toEqual({ done: 200, of: 300 });
    journal.index(undefined);
    await until('the rest', () => records.state().total === 300);
    expect(records.state().indexing).toBeUndefined();
    expect(records.at(199)?.seq).toBe(200);
    records.rest();
  });
});
