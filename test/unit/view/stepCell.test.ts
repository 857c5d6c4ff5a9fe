import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { stepCellsOf } from '../../../shared/view/stepCell.ts';
import * as scene from './scene.ts';

const { begun, finished } = scene;
const lightened = [begun('web-1', 'lighten'), finished('web-1', 'lighten'), scene.hostDone('web-1')];

function raiseOf(events: readonly JournalEvent[], isOver = false) {
  const state = scene.stateAfter(scene.requested, scene.started, ...events);
  const host = scene.rolloutOf(state).hosts['web-1'];
  if (!host) throw new Error('web-1 was never worked on');
  return stepCellsOf(host, ['raise'], isOver)[0]?.state;
}

describe('the step that gives a host its whole weight again', () => {
  it('is still to come for a light canary that is done and waits to be judged', () => {
    expect(raiseOf(lightened)).toBe('waiting');
  });

  it('is not to come for a host that has all of its weight', () => {
    const whole = [begun('web-1', 'drain'), finished('web-1', 'drain'), scene.hostDone('web-1')];
    expect(raiseOf(whole)).toBe('skipped');
  });

  it('is not to come any more once the rollout is over', () => {
    expect(raiseOf(lightened, true)).toBe('skipped');
  });
});
