import { describe, expect, it } from 'vitest';
import { briefTime, laneHostsOf } from '../../../renderer/src/screens/rollout/laneHosts.ts';
import type { ProgressTick } from '../../../shared/contract/rolloutArea.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import { rolloutViewOf } from '../../../shared/view/rolloutView.ts';
import * as scene from './scene.ts';

const { begun, finished } = scene;
const begin = [scene.requested, scene.started] as const;
function viewAfter(events: readonly JournalEvent[], ticks: readonly ProgressTick[] = []) {
  return rolloutViewOf(scene.plan, scene.rolloutOf(scene.stateAfter(...begin, ...events)), ticks, scene.now);
}

describe('the rows of the lane', () => {
  it('keep the very same object for a host that looks as it did', () => {
    const before = laneHostsOf(viewAfter([begun('web-1', 'inspect')]), []);
    const after = laneHostsOf(viewAfter([begun('web-1', 'inspect'), finished('web-1', 'inspect')]), before);
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]).toBe(before[2]);
  });

  it('count the sessions that are left while a host drains', () => {
    const tick: ProgressTick = {
      kind: 'sessions',
      rolloutId: 'rollout-1',
      host: scene.hosts[0]!,
      sessions: [
        { balancer: 'lb-1', sessions: 7, queued: 0 },
        { balancer: 'lb-2', sessions: 5, queued: 0 },
      ],
    };
    const [host] = laneHostsOf(viewAfter([begun('web-1', 'awaitDrained')], [tick]), []);
    expect(host?.cells['awaitDrained']).toEqual({ state: 'running', note: '12', noteWords: '12 open' });
  });

  it('say how far the upload is, and never that it is done before it is', () => {
    const tick: ProgressTick = {
      kind: 'upload',
      rolloutId: 'rollout-1',
      host: scene.hosts[0]!,
      sentBytes: 999,
      totalBytes: 1_000,
    };
    const [host] = laneHostsOf(viewAfter([begun('web-1', 'stage')], [tick]), []);
    expect(host?.cells['stage']).toEqual({ state: 'running', note: '99 %' });
  });

  it('sign what will not be done any more as skipped, and call a lost step unknown', () => {
    const hosts = laneHostsOf(viewAfter([begun('web-1', 'start'), scene.interrupted]), []);
    expect(hosts[0]?.cells['start']).toEqual({ state: 'unknown', note: 'lost' });
    expect(hosts[0]?.cells['check']).toEqual({ state: 'skipped' });
    expect(new Set(Object.values(hosts[1]?.cells ?? {}).map((cell) => cell.state))).toEqual(
      new Set(['skipped']),
    );
  });
});

it('writes times so that they fit a narrow cell', () => {
  expect([40, 420, 9_960, 99_400, 125_000].map(briefTime)).toEqual([
    '40 ms',
    '0.4 s',
    '10 s',
    '99 s',
    '2:05',
  ]);
});
