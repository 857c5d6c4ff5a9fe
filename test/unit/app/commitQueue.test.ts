import { describe, expect, it } from 'vitest';
import { createCommitQueue, type CommitQueue } from '../../../electron/app/commitQueue.ts';
import { genesisHead, toNextRow } from '../../../electron/journal/chain.ts';
import type { JournalRow } from '../../../electron/journal/journal.ts';
import { journalEvent, type JournalEvent } from '../../../shared/journal/events.ts';
import { parseRecord, toBody } from '../../../shared/journal/record.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { requested, toRecords } from '../../fixtures/records.ts';

const ann = { kind: 'person' as const, name: 'ann' };
const event = (rolloutId: string): JournalEvent => journalEvent.parse(requested(rolloutId));
const body = (it: JournalEvent): string => {
  const [record] = toRecords([it]);
  return toBody({ envelope: { ...record!.envelope, actor: ann }, event: it });
};

/** A journal in memory that does what the real one does, and counts how often it is written to. */
function given() {
  const rows: JournalRow[] = [];
  let folded = { state: emptyJournalState, chainSha256: genesisHead.chainSha256 };
  let fault: Error | undefined;
  const appends: number[] = [];
  const write = (bodies: readonly string[]): JournalRow[] =>
    bodies.map((it) => {
      const row = toNextRow(rows.at(-1) ?? genesisHead, it);
      rows.push(row);
      return row;
    });
  const fold = (more: readonly JournalRow[]): void => {
    const state = reduceAll(folded.state, more.map(parseRecord));
    folded = { state, chainSha256: more.at(-1)?.chainSha256 ?? folded.chainSha256 };
  };
  const queue: CommitQueue = createCommitQueue({
    folded: () => folded,
    fold,
    toBody: body,
    catchUp: () => Promise.resolve(fold(rows.slice(folded.state.seq))),
    append: ({ expectedSeq, bodies }) => {
      if (fault) return Promise.reject(fault);
      const { seq, chainSha256 } = rows.at(-1) ?? genesisHead;
      if (seq !== expectedSeq) return Promise.resolve({ kind: 'moved', head: { seq, chainSha256 } });
      appends.push(bodies.length);
      return Promise.resolve({ kind: 'appended', rows: write(bodies) });
    },
  });
  return {
    queue,
    appends,
    rollouts: () => Object.keys(folded.state.rollouts),
    /** Another process writes, and this one has not heard of it. */
    writtenElsewhere: (it: JournalEvent) => void write([body(it)]),
    fail: (error: Error | undefined) => (fault = error),
  };
}

const asksFor = (rolloutId: string) => (state: JournalState) => {
  if (state.rollouts[rolloutId]) throw new Error(`${rolloutId} was asked for already`);
  return [event(rolloutId)];
};

describe('what is decided beside each other', () => {
  it('goes to disk together, in the order of asking, and each is told of its own records', async () => {
    const { queue, appends, rollouts } = given();
    const answers = await Promise.all(['a', 'b', 'c'].map((it) => queue.commit(asksFor(it), ann)));
    expect(appends).toEqual([3]);
    expect(answers.map((records) => records.map(({ seq }) => seq))).toEqual([[1], [2], [3]]);
    expect(rollouts()).toEqual(['a', 'b', 'c']);
  });

  it('is decided on what those before will have written', async () => {
    const { queue, appends } = given();
    const first = queue.commit(asksFor('a'), ann);
    const second = queue.commit(asksFor('a'), ann);
    await expect(second).rejects.toThrow('a was asked for already');
    await expect(first).resolves.toHaveLength(1);
    expect(appends).toEqual([1]);
  });

  it('lets those through that come after one that refuses, or that decides nothing', async () => {
    const { queue, appends } = given();
    const answers = await Promise.allSettled([
      queue.commit(asksFor('a'), ann),
      queue.commit(() => [], ann),
      queue.commit(asksFor('a'), ann),
      queue.commit(asksFor('b'), ann),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(appends).toEqual([1, 1]);
  });
});

describe('another process that was faster', () => {
  it('has everything decided again on what it wrote', async () => {
    const { queue, appends, rollouts, writtenElsewhere } = given();
    writtenElsewhere(event('a'));
    const [first, second] = await Promise.allSettled([
      queue.commit(asksFor('a'), ann),
      queue.commit(asksFor('b'), ann),
    ]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
    expect(appends).toEqual([1]);
    expect(rollouts()).toEqual(['a', 'b']);
  });

  it('may have written what a refusal waits for', async () => {
    const { queue, writtenElsewhere } = given();
    writtenElsewhere(event('a'));
    const records = await queue.commit((state) => {
      if (!state.rollouts['a']) throw new Error('a was not asked for');
      return [event('b')];
    }, ann);
    expect(records.map(({ seq }) => seq)).toEqual([2]);
  });

  it('is not waited for without end', async () => {
    const { queue, writtenElsewhere } = given();
    let number = 0;
    const commit = queue.commit(() => {
      writtenElsewhere(event(`other-${(number += 1)}`));
      return [event('a')];
    }, ann);
    await expect(commit).rejects.toMatchObject({ code: 'JOURNAL_MOVED', retryable: true });
  });
});

it('tells everyone of a journal that cannot be written, and goes on when it can', async () => {
  const { queue, fail } = given();
  fail(new Error('disk full'));
  const answers = await Promise.allSettled([
    queue.commit(asksFor('a'), ann),
    queue.commit(asksFor('b'), ann),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fail(undefined);
  await expect(queue.commit(asksFor('a'), ann)).resolves.toHaveLength(1);
  await queue.idle();
});
