import { describe, expect, it } from 'vitest';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type RolloutState } from '../../../shared/journal/state.ts';
import type { Client } from '../../../shared/protocol/client.ts';
import { readWholeRollout } from '../../../shared/protocol/readWholeRollout.ts';
import { requested, stepBegun, stepFinished, toRecords } from '../../fixtures/records.ts';

const steps = 1_200;
const ofRollout = toRecords([
  requested('r'),
  ...Array.from({ length: steps }, (_, n) => [
    { ...stepBegun('r', 'web-1', 'drain'), stepId: `${n}` },
    { ...stepFinished('r', 'web-1', 'drain'), stepId: `${n}` },
  ]).flat(),
  { kind: 'rolloutFinished', rolloutId: 'r', result: 'succeeded' },
]);

/** A journal that answers for the first so many of the rollout's records, as while it is being indexed. */
function clientOf(indexed = ofRollout.length) {
  let calls = 0;
  const call = ((_method: string, { offset, limit }: { offset: number; limit: number }) => {
    calls += 1;
    const known = ofRollout.slice(0, indexed).toReversed();
    const headSeq = ofRollout.length;
    return Promise.resolve({ records: known.slice(offset, offset + limit), total: known.length, headSeq });
  }) as Client['call'];
  return { client: { call }, calls: () => calls };
}

const whole = rolloutOf(reduceAll(emptyJournalState, ofRollout).rollouts);
const summary: RolloutState = {
  ...whole,
  isSummary: true,
  hosts: Object.fromEntries(
    Object.entries(whole.hosts).map(([name, host]) => [name, { ...host, steps: [] }]),
  ),
};

function rolloutOf(rollouts: Readonly<Record<string, RolloutState>>): RolloutState {
  const rollout = rollouts['r'];
  if (!rollout) throw new Error('it was not folded');
  return rollout;
}

describe('a rollout of which the state keeps a summary', () => {
  it('is folded from its own records, however many they are', async () => {
    const { client, calls } = clientOf();
    expect(await readWholeRollout(client, summary)).toEqual(whole);
    expect(calls()).toBe(3);
  });

  it('is not asked for where it is there in full', async () => {
    const { client, calls } = clientOf();
    expect(await readWholeRollout(client, whole)).toBe(whole);
    expect(calls()).toBe(0);
  });

  it('is not shown in part while the journal is being indexed', async () => {
    const { client } = clientOf(700);
    await expect(readWholeRollout(client, summary)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      retryable: true,
    });
  });
});
