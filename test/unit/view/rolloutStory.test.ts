import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import { rolloutStoryOf } from '../../../shared/view/rolloutStory.ts';
import { rolloutViewOf } from '../../../shared/view/rolloutView.ts';
import * as scene from './scene.ts';

const { begun, finished } = scene;
const rolloutId = 'rollout-1';
const finish = (result: 'succeeded' | 'failed' | 'stopped', reason?: string): JournalEvent => ({
  kind: 'rolloutFinished',
  rolloutId,
  result,
  ...(reason === undefined ? {} : { reason }),
});

function storyAfter(events: readonly JournalEvent[], ticks: readonly ProgressTick[] = []) {
  const state = scene.stateAfter(scene.requested, scene.started, ...events);
  const view = rolloutViewOf(scene.plan, scene.rolloutOf(state), ticks, scene.now);
  return rolloutStoryOf(view, Object.values(state.debts));
}

describe('a rollout in words', () => {
  it('tells of the staging, and that no host has left its pool', () => {
    expect(storyAfter([begun('web-1', 'stage')]).title).toBe(
      'Staging: 0 of 3 hosts have the artifact; no host has left its pool.',
    );
  });

  it('says who is draining, with the sessions that are left', () => {
    const sessions: ProgressTick = {
      kind: 'sessions',
      rolloutId,
      host: scene.hosts[0]!,
      sessions: [
        { balancer: 'lb-1', sessions: 3, queued: 0 },
        { balancer: 'lb-2', sessions: 1, queued: 0 },
      ],
    };
    const story = storyAfter(
      [begun('web-1', 'drain'), finished('web-1', 'drain'), begun('web-1', 'awaitDrained')],
      [sessions],
    );
    expect(story.title).toBe('Batch 1 of 2, web-1 is draining, 4 sessions left.');
  });

  it('says that all is well', () => {
    const story = storyAfter([...scene.hosts.map((host) => scene.hostDone(host)), finish('succeeded')]);
    expect(story).toEqual({ tone: 'ok', title: 'All 3 hosts run 1.1.0 and are in service.', details: [] });
  });

  it('names the host that stays out, why, its debt, and what was not touched', () => {
    const story = storyAfter([
      begun('web-1', 'check'),
      finished('web-1', 'check', 'answered 503'),
      scene.hostFailed('web-1', 'answered 503'),
      scene.debt('web-1', 'answered 503'),
      scene.debt('web-2', 'left by an earlier rollout'),
      finish('failed', 'too many failures'),
    ]);
    expect(story.title).toBe('Failed: web-1 stays out of the pool.');
    expect(story.stillTrue).toBe(
      'No host runs 1.1.0. web-2, web-3 were not touched. Debts stay open on web-1, web-2.',
    );
    expect(story.details).toEqual([
      'web-1 is held out of the pool: answered 503',
      'Debt on web-2: left by an earlier rollout',
    ]);
    expect(story.wayOut).toContain('deploy a release that works');
  });

  it('says which hosts are finished before it stops, and the reason', () => {
    const stopping: JournalEvent = { kind: 'rolloutStopRequested', rolloutId, reason: 'lunch' };
    const during = storyAfter([begun('web-1', 'drain'), stopping]);
    expect(during).toMatchObject({ title: 'Stopping: lunch', tone: 'caution' });
    expect(during.stillTrue).toContain('web-1 will be finished first');
    const after = storyAfter([
      begun('web-1', 'drain'),
      stopping,
      scene.hostDone('web-1'),
      finish('stopped', 'lunch'),
    ]);
    expect(after.title).toBe('Stopped: lunch');
    expect(after.stillTrue).toContain('web-1 runs 1.1.0 and is in service. web-2, web-3 were not touched');
  });

  it('says what nobody knows after an interruption, and how to go on', () => {
    const story = storyAfter([scene.hostDone('web-1'), begun('web-2', 'start'), scene.interrupted]);
    expect(story.details).toEqual(['web-2 was in the middle of "start": nobody knows how it came out.']);
    expect(story.stillTrue).toContain('web-3 was not touched');
    expect(story.wayOut).toContain('Deploy shop 1.1.0 again');
  });

  it('does not count time after an interruption', () => {
    const state = scene.stateAfter(
      scene.requested,
      scene.started,
      begun('web-1', 'stage'),
      finished('web-1', 'stage'),
      scene.interrupted,
    );
    expect(rolloutViewOf(scene.plan, scene.rolloutOf(state), [], scene.now).elapsedMs).toBe(40);
  });
});
