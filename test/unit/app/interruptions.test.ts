import { describe, expect, it } from 'vitest';
import { toInterruptionEvents, toUnbegunRollback } from '../../../electron/app/interruptedRollouts.ts';
import { findInterruptedBefore } from '../../../electron/app/rolloutRules.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import * as scene from '../view/scene.ts';

const { begun, finished } = scene;

describe('a rollout whose process is gone', () => {
  const interrupt = (...events: readonly JournalEvent[]) =>
    toInterruptionEvents(
      scene.stateAfter(scene.requested, scene.started, ...events),
      'rollout-1',
      'the process is gone',
      () => 'debt-1',
    );

  it('leaves a debt for each host that it had changed and not brought back', () => {
    expect(
      interrupt(begun('web-1', 'drain'), finished('web-1', 'drain'), begun('web-1', 'start')),
    ).toMatchObject([
      { kind: 'rolloutInterrupted', reason: 'the process is gone' },
      {
        kind: 'debtOpened',
        debtId: 'debt-1',
        host: 'web-1',
        rolloutId: 'rollout-1',
        reason: 'left at "start": the rollout of 1.1.0 was interrupted',
      },
    ]);
  });

  it('leaves none where nothing was changed, all is done, or one stands already', () => {
    const out = [begun('web-1', 'drain'), finished('web-1', 'drain')];
    for (const events of [
      [begun('web-1', 'stage'), finished('web-1', 'stage'), begun('web-1', 'precheck')],
      [...out, begun('web-1', 'awaitInService'), finished('web-1', 'awaitInService'), begun('web-1', 'soak')],
      [...out, scene.hostDone('web-1')],
      [...out, scene.debt('web-1', 'held out before')],
    ]) {
      expect(interrupt(...events).map(({ kind }) => kind)).toEqual(['rolloutInterrupted']);
    }
  });

  it('is recorded once', () => {
    expect(interrupt(scene.interrupted)).toEqual([]);
  });
});

describe('a rollback that was wanted when the process went', () => {
  const wanted: JournalEvent = {
    kind: 'rolloutFinished',
    rolloutId: 'rollout-1',
    result: 'failed',
    thenRollBack: 'all',
  };
  const unbegun = (...events: readonly JournalEvent[]) =>
    toUnbegunRollback(scene.stateAfter(scene.requested, scene.started, ...events), 'rollout-1');

  it('is told to have begun by nobody, once, so that a person decides', () => {
    const events = unbegun(wanted);
    expect(events).toMatchObject([{ kind: 'rollbackNotBegun', rolloutId: 'rollout-1' }]);
    expect(unbegun(wanted, ...events)).toEqual([]);
  });

  it('is nothing to tell while the rollout runs, where none was wanted, or once it has begun', () => {
    expect(unbegun()).toEqual([]);
    expect(unbegun({ kind: 'rolloutFinished', rolloutId: 'rollout-1', result: 'failed' })).toEqual([]);
    const begins = {
      ...scene.requested,
      rolloutId: 'back',
      rollsBack: { rolloutId: 'rollout-1', reason: 'why' },
    };
    expect(unbegun(wanted, begins as JournalEvent)).toEqual([]);
  });
});

describe('the interrupted rollouts before one', () => {
  const rolloutAs = (id: string, ...events: readonly JournalEvent[]): JournalEvent[] =>
    [scene.requested, scene.started, ...events].map((event) => ({ ...event, rolloutId: id }) as JournalEvent);
  const before = (...events: readonly JournalEvent[]): string[] =>
    findInterruptedBefore(scene.stateAfter(...events, ...rolloutAs('now')), 'now').map(({ id }) => id);
  const begins = begun('web-1', 'stage');
  const ends: JournalEvent = { kind: 'rolloutFinished', rolloutId: 'rollout-1', result: 'failed' };

  it('are all that follow each other, but for those that ended before their first step', () => {
    expect(
      before(
        ...rolloutAs('first', begins, scene.interrupted),
        ...rolloutAs('second', begins, scene.interrupted),
        ...rolloutAs('locked', ends),
      ),
    ).toEqual(['second', 'first']);
  });

  it('end at one that came to its end', () => {
    expect(
      before(
        ...rolloutAs('first', begins, scene.interrupted),
        ...rolloutAs('second', begins, ends),
        ...rolloutAs('third', begins, scene.interrupted),
      ),
    ).toEqual(['third']);
  });
});
