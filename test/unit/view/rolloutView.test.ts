import { describe, expect, it } from 'vitest';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { rolloutViewOf } from '../../../shared/view/rolloutView.ts';
import * as scene from './scene.ts';

const { begun, finished, plan, now, rolloutOf, stateAfter } = scene;
const start = [scene.requested, scene.started] as const;

describe('a rollout as hosts × steps', () => {
  it('has every planned step as a column before anything has begun', () => {
    const view = rolloutViewOf(plan, rolloutOf(stateAfter(...start)), [], now);
    expect(view.columns).toEqual([
      'stage',
      'inspect',
      'drain',
      'awaitDrained',
      'maintain',
      'start',
      'check',
      'ready',
    ]);
    expect(view.batches.map((batch) => [batch.state, batch.hosts.length])).toEqual([
      ['waiting', 1],
      ['waiting', 2],
    ]);
    expect(view.counts).toEqual({
      hosts: 3,
      done: 0,
      unchanged: 0,
      failed: 0,
      skipped: 0,
      inFlight: 0,
      waiting: 3,
    });
    expect(view.elapsedMs).toBe(30_000);
    expect(view.budget).toEqual({ failed: 0, allowed: 1 });
  });

  it('shows what runs, what was done and what has not begun', () => {
    const state = stateAfter(
      ...start,
      begun('web-1', 'inspect'),
      finished('web-1', 'inspect'),
      begun('web-1', 'drain'),
    );
    const view = rolloutViewOf(plan, rolloutOf(state), [], now);
    const host = view.batches[0]?.hosts[0];
    expect(host?.steps.map((step) => step.state).slice(0, 4)).toEqual([
      'waiting',
      'ok',
      'running',
      'waiting',
    ]);
    expect(host?.current?.kind).toBe('drain');
    expect(view.batches[0]?.state).toBe('active');
    expect(view.counts).toMatchObject({ inFlight: 1, waiting: 2 });
  });

  it('shows ticks only while their step is running', () => {
    const sessions: ProgressTick = {
      kind: 'sessions',
      rolloutId: 'rollout-1',
      host: scene.hosts[0] ?? plan.hosts[0]!.host,
      sessions: [{ balancer: 'lb-1', sessions: 3, queued: 0 }],
    };
    const liveAfter = (...events: readonly JournalEvent[]) =>
      rolloutViewOf(plan, rolloutOf(stateAfter(...start, ...events)), [sessions], now).batches[0]?.hosts[0]
        ?.live;
    expect(liveAfter(begun('web-1', 'awaitDrained'))).toEqual({ sessions: sessions.sessions });
    expect(
      liveAfter(begun('web-1', 'awaitDrained'), finished('web-1', 'awaitDrained'), begun('web-1', 'start')),
    ).toEqual({});
  });

  it('counts failed hosts against the budget and skips the steps that will not be done', () => {
    const state = stateAfter(
      ...start,
      begun('web-1', 'check'),
      finished('web-1', 'check', 'answered 503'),
      begun('web-1', 'holdOut'),
      finished('web-1', 'holdOut'),
      scene.hostFailed('web-1', 'check: answered 503'),
    );
    const view = rolloutViewOf(plan, rolloutOf(state), [], now);
    expect(view.budget).toEqual({ failed: 1, allowed: 1 });
    expect(view.columns.at(-1)).toBe('holdOut');
    const host = view.batches[0]?.hosts[0];
    expect(host?.current).toMatchObject({ kind: 'check', state: 'failed', message: 'answered 503' });
    expect(host?.steps.find((step) => step.kind === 'ready')?.state).toBe('skipped');
    expect(view.batches[0]?.state).toBe('finished');
  });

  it('calls a step lost when the rollout was interrupted in it', () => {
    const state = stateAfter(...start, begun('web-1', 'start'), scene.interrupted);
    const view = rolloutViewOf(plan, rolloutOf(state), [], now);
    expect(view.batches[0]?.hosts[0]?.current).toMatchObject({ kind: 'start', state: 'lost' });
    expect(view.batches[1]?.hosts[0]?.steps.every((step) => step.state === 'skipped')).toBe(true);
  });

  it('makes do without the plan: the columns are the steps seen so far', () => {
    const state = stateAfter(...start, begun('web-1', 'start'), begun('web-2', 'stage'));
    const view = rolloutViewOf(undefined, rolloutOf(state), [], now);
    expect(view.columns).toEqual(['stage', 'start']);
    expect(view.budget.allowed).toBeUndefined();
  });
});
