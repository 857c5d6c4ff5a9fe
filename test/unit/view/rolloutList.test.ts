import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { countRollouts, rolloutRowsOf, type RolloutFilter } from '../../../shared/view/rolloutList.ts';
import * as scene from './scene.ts';

const named = (event: JournalEvent, rolloutId: string): JournalEvent =>
  'rolloutId' in event ? { ...event, rolloutId } : event;
const finish = (rolloutId: string, result: 'succeeded' | 'failed'): JournalEvent => ({
  kind: 'rolloutFinished',
  rolloutId,
  result,
});

const state = scene.stateAfter(
  ...['first', 'second', 'third'].flatMap((id) => [named(scene.requested, id), named(scene.started, id)]),
  ...scene.hosts.map((host) => named(scene.hostDone(host), 'first')),
  finish('first', 'succeeded'),
  named(scene.hostFailed('web-1', 'answered 503'), 'second'),
  finish('second', 'failed'),
);
const idsOf = (filter: Partial<RolloutFilter>) =>
  rolloutRowsOf(state, { show: 'all', text: '', ...filter }).map((row) => row.rollout.id);

describe('the list of rollouts', () => {
  it('is newest first, with the hosts that are done and those that failed', () => {
    const rows = rolloutRowsOf(state, { show: 'all', text: '' });
    expect(rows.map(({ rollout, done, failed, hosts }) => [rollout.id, done, failed, hosts])).toEqual([
      ['third', 0, 0, 3],
      ['second', 0, 1, 3],
      ['first', 3, 0, 3],
    ]);
    expect(countRollouts(state)).toEqual({ all: 3, running: 1 });
  });

  it('shows the running ones, or those that did not succeed', () => {
    expect(idsOf({ show: 'running' })).toEqual(['third']);
    expect(idsOf({ show: 'troubled' })).toEqual(['second']);
  });

  it('is filtered by words that must all fit, whatever their case', () => {
    expect(idsOf({ text: 'SHOP failed' })).toEqual(['second']);
    expect(idsOf({ text: 'web-2 ada' })).toEqual(['third', 'second', 'first']);
    expect(idsOf({ text: 'staging' })).toEqual([]);
  });
});
