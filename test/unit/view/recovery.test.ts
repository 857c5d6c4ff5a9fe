import { describe, expect, it } from 'vitest';
import type { HostOutcome } from '../../../shared/model/rollout.ts';
import type { HostProgress } from '../../../shared/journal/state.ts';
import type { HostCell } from '../../../shared/view/hostCell.ts';
import { recoveryOf } from '../../../shared/view/recovery.ts';
import { createRolloutWorld } from '../../fakes/rolloutWorld.ts';

const { release } = createRolloutWorld().plan;

function rowOf(
  remembered: { readonly outcome?: HostOutcome; readonly open?: 'start' | 'drain' },
  seen: Partial<{ isNew: boolean; health: 'passing' | 'failing'; isIn: boolean }> | 'notSeen' | undefined,
) {
  const host: HostProgress = {
    host: 'web-1',
    batch: 0,
    phase: 'staged',
    outcome: remembered.outcome,
    steps: remembered.open
      ? [{ id: `web-1/${remembered.open}`, kind: remembered.open, begunAt: '', result: undefined }]
      : [],
  };
  const rollout = { release, hosts: { 'web-1': host } };
  const cells = seen === undefined ? [] : [cellOf(seen)];
  return recoveryOf(rollout, cells)[0];
}

function cellOf(seen: Exclude<Parameters<typeof rowOf>[1], undefined>): HostCell {
  const at = { at: '2026-01-01T00:00:00.000Z', ageMs: 4_000 };
  const rest = { host: 'web-1', recorded: undefined, drift: undefined, debts: [], rollout: undefined };
  if (seen === 'notSeen') {
    const observed = { kind: 'notSeen', ...at, trouble: 'unreachable', message: 'no route' } as const;
    return { ...rest, pools: [], leftOpen: undefined, attention: [], observed };
  }
  const { isNew = true, health = 'passing', isIn = true } = seen;
  return {
    ...rest,
    leftOpen: undefined,
    attention: [],
    observed: {
      kind: 'seen',
      ...at,
      health,
      release: {
        version: isNew ? release.version : '1.0.0',
        commit: release.commit,
        artifactSha256: isNew ? release.artifactSha256 : ('0'.repeat(64) as never),
        folder: 'releases/x',
      },
    },
    pools: [
      {
        balancer: 'lb-1',
        kind: 'seen',
        ageMs: 1,
        state: isIn ? 'up' : 'maintenance',
        status: isIn ? 'UP' : 'MAINT',
        sessions: 0,
        queued: 0,
        weight: 1,
      },
    ],
  };
}

describe('a host of an interrupted rollout', () => {
  it('is told as it is remembered, as it is seen with its age, and with what going on would do', () => {
    expect(rowOf({ open: 'start' }, { health: 'failing', isIn: false })).toEqual({
      host: 'web-1',
      believed: 'in the middle of "start"',
      seen: '2.0.0, health failing, MAINT on lb-1, seen 4 s ago',
      proposal: 'ask it how its step came out; unless that ended well, begin again with stop',
      tone: 'bad',
    });
  });

  it.each([
    [{ outcome: { kind: 'done' } as const }, {}, /leave it alone/, 'good'],
    [{ open: 'start' as const }, { isIn: false }, /bring it back into its pool/, 'plain'],
    [{}, { isNew: false }, /in its turn/, 'plain'],
    [{ open: 'drain' as const }, { isNew: false, isIn: false }, /out of its pool/, 'bad'],
    [{ outcome: { kind: 'done' } as const }, 'notSeen' as const, /nothing is known/, 'bad'],
    [{}, undefined, /nothing is known/, 'bad'],
  ] as const)('%j, seen as %j', (remembered, seen, proposal, tone) => {
    expect(rowOf(remembered, seen)).toMatchObject({ proposal: expect.stringMatching(proposal), tone });
  });
});
