import { describe, expect, it } from 'vitest';
import { toInterruptionEvents } from '../../../electron/app/interruptedRollouts.ts';
import {
  decidePause,
  decideResumption,
  decideRetry,
  decideSkip,
  decideStop,
} from '../../../electron/app/rolloutDecisions.ts';
import type { CommandEnd } from '../../../electron/rollout/ports.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { JournalState } from '../../../shared/journal/state.ts';
import type { AbortKind } from '../../../shared/model/rollout.ts';
import { createRolloutWorld, type RolloutWorld, type WorldOptions } from '../../fakes/rolloutWorld.ts';

const rolloutId = 'r-1';
const broken: CommandEnd = { kind: 'exited', exitCode: 1 };
const hostsOf = (world: RolloutWorld) => world.state().rollouts[rolloutId]?.hosts ?? {};
const phases = (world: RolloutWorld) => Object.values(hostsOf(world)).map((it) => it.phase);
const status = (world: RolloutWorld) => world.state().rollouts[rolloutId]?.status;
const effectsOn = (world: RolloutWorld, host: string) =>
  world.effects.filter((effect) => effect.split(' ').includes(host));

/** A person who takes one decision the first time that something is recorded. */
function worldWith(
  options: WorldOptions & {
    readonly decisions: readonly {
      when(event: JournalEvent): boolean;
      decide(state: JournalState): readonly JournalEvent[];
    }[];
  },
): RolloutWorld {
  const waiting = [...options.decisions];
  const world = createRolloutWorld({
    ...options,
    onRecorded: (event) => {
      const [next] = waiting;
      if (!next?.when(event)) return;
      waiting.shift();
      // A person is not faster than the rollout's own next move.
      queueMicrotask(() => {
        for (const decided of next.decide(world.state())) world.decide(decided);
      });
    },
  });
  return world;
}

const finished =
  (host: string) =>
  (event: JournalEvent): boolean =>
    event.kind === 'hostFinished' && event.host === host;
const begun =
  (stepId: string) =>
  (event: JournalEvent): boolean =>
    event.kind === 'stepBegun' && event.stepId === stepId;
const paused = (event: JournalEvent): boolean => event.kind === 'rolloutPaused';

describe('a pause', () => {
  it('lets the host in flight finish, begins no other, and goes on from exactly there', async () => {
    const whilePaused: string[] = [];
    const world = worldWith({
      decisions: [
        { when: begun('web-2/stop'), decide: (state) => decidePause(state, { rolloutId, reason: 'a call' }) },
        {
          when: finished('web-2'),
          decide: (state) => {
            whilePaused.push(...Object.values(state.rollouts[rolloutId]?.hosts ?? {}).map((it) => it.phase));
            expect(state.rollouts[rolloutId]?.status).toMatchObject({ kind: 'paused', reason: 'a call' });
            return decideResumption(state, { rolloutId });
          },
        },
      ],
    });
    await world.run();
    expect(whilePaused).toEqual(['done', 'done', 'staged', 'staged']);
    expect(phases(world)).toEqual(['done', 'done', 'done', 'done']);
    expect(status(world)).toMatchObject({ kind: 'finished', result: 'succeeded' });
  });

  it('is an interruption when the app closes meanwhile', async () => {
    const closing = new AbortController();
    const world = worldWith({
      decisions: [
        { when: begun('web-1/stop'), decide: (state) => decidePause(state, { rolloutId, reason: 'a call' }) },
        {
          when: finished('web-1'),
          decide: () => {
            closing.abort(new Error('closed'));
            return [];
          },
        },
      ],
    });
    await expect(world.run(closing.signal)).rejects.toThrow('closed');
    expect(phases(world)).toEqual(['done', 'staged', 'staged', 'staged']);
  });
});

describe('a rollout that another process takes for dead', () => {
  it('finishes the host in flight, and begins no other', async () => {
    const world = worldWith({
      decisions: [
        {
          when: begun('web-2/stop'),
          decide: (state) => toInterruptionEvents(state, rolloutId, 'gone', () => 'debt-1'),
        },
      ],
    });
    await expect(world.run()).rejects.toThrow('Rollout r-1 is interrupted by now.');
    expect(phases(world)).toEqual(['done', 'done', 'staged', 'staged']);
    expect(world.state().debts).toEqual({});
    expect(toInterruptionEvents(world.state(), rolloutId, 'gone', () => 'debt-2')).toEqual([]);
  });
});

describe('a rollout that pauses at a failure', () => {
  const failsOnce = (host: string) => {
    let times = 0;
    return (name: string, script: string): CommandEnd | undefined =>
      name === host && script === 'start' && (times += 1) === 1 ? broken : undefined;
  };

  it('waits; the host is tried again alone, and the others follow when somebody resumes', async () => {
    const world = worldWith({
      settings: { onFailure: 'pause' },
      onCommand: failsOnce('web-2'),
      decisions: [
        {
          when: paused,
          decide: (state) => {
            expect(() => decideResumption(state, { rolloutId })).toThrow(
              'It cannot go on: web-2 failed, and nobody has decided what becomes of that.',
            );
            return decideRetry(state, { rolloutId, host: 'web-2' });
          },
        },
        { when: finished('web-2'), decide: (state) => decideResumption(state, { rolloutId }) },
      ],
    });
    await world.run();
    expect(phases(world)).toEqual(['done', 'done', 'done', 'done']);
    expect(hostsOf(world)['web-2']?.attempt).toBe(2);
    expect(effectsOn(world, 'web-2').filter((it) => it === 'web-2 start')).toHaveLength(2);
    expect(effectsOn(world, 'web-2').filter((it) => it.endsWith('unpack'))).toHaveLength(1);
    expect(effectsOn(world, 'web-1').filter((it) => it === 'web-1 start')).toHaveLength(1);
    expect(world.state().debts).toEqual({});
    expect(world.mostOut()).toBe(1);
  });

  it('goes on without a host that is skipped: it stays out, and stays a debt', async () => {
    const world = worldWith({
      settings: { onFailure: 'pause' },
      onCommand: (host, script) => (host === 'web-2' && script === 'start' ? broken : undefined),
      decisions: [
        {
          when: paused,
          decide: (state) => decideSkip(state, { rolloutId, host: 'web-2', reason: 'disk' }, () => 'd-2'),
        },
        {
          when: (event) => event.kind === 'hostSkipped',
          decide: (state) => decideResumption(state, { rolloutId, reason: 'without it' }),
        },
      ],
    });
    await world.run();
    expect(phases(world)).toEqual(['done', 'skipped', 'done', 'done']);
    expect(status(world)).toMatchObject({ kind: 'finished', result: 'succeeded', reason: 'without web-2' });
    expect([...world.out]).toEqual(['web-2']);
    expect(Object.values(world.state().debts)).toMatchObject([{ host: 'web-2' }]);
  });

  it('waits as well when an artifact cannot be staged, and tries the lock of that host again', async () => {
    let times = 0;
    const world = worldWith({
      settings: { onFailure: 'pause' },
      onUpload: (host) => (host === 'web-3' && (times += 1) === 1 ? new Error('no route') : undefined),
      decisions: [
        { when: paused, decide: (state) => decideRetry(state, { rolloutId, host: 'web-3' }) },
        {
          when: (event) =>
            event.kind === 'stepFinished' &&
            event.stepId === 'web-3/unpack' &&
            event.outcome.kind !== 'failed',
          decide: (state) => decideResumption(state, { rolloutId }),
        },
      ],
    });
    await world.run();
    expect(world.effects).toContain('web-3 lockAgain');
    expect(phases(world)).toEqual(['done', 'done', 'done', 'done']);
  });
});

describe('skipping a host', () => {
  it('that was not begun leaves it as it is, in its pool, with a debt', async () => {
    const world = worldWith({
      decisions: [
        {
          when: begun('web-1/stop'),
          decide: (state) => {
            expect(() => decideSkip(state, { rolloutId, host: 'web-1', reason: 'no' }, () => 'd')).toThrow(
              'web-1 is being worked on',
            );
            return decideSkip(state, { rolloutId, host: 'web-3', reason: 'rented out' }, () => 'd-3');
          },
        },
      ],
    });
    await world.run();
    expect(phases(world)).toEqual(['done', 'done', 'skipped', 'done']);
    expect(effectsOn(world, 'web-3').filter((it) => it.startsWith('lb-1'))).toEqual([]);
    expect(world.state().debts['d-3']).toMatchObject({ host: 'web-3', reason: 'skipped: rented out' });
    expect(() => decideSkip(world.state(), { rolloutId, host: 'web-1', reason: 'no' }, () => 'd')).toThrow(
      'The rollout has succeeded: web-1 cannot be skipped.',
    );
  });
});

describe('a canary that a person judges', () => {
  it('goes first, alone; nothing follows until somebody resumes', async () => {
    const seen: string[] = [];
    const world = worldWith({
      settings: { canary: { hosts: 1, hold: { kind: 'person' } }, order: 'reverse' },
      decisions: [
        {
          when: paused,
          decide: (state) => {
            seen.push(...Object.values(state.rollouts[rolloutId]?.hosts ?? {}).map((it) => it.phase));
            return decideResumption(state, { rolloutId });
          },
        },
      ],
    });
    expect(world.plan.batches).toEqual([['web-4'], ['web-3'], ['web-2'], ['web-1']]);
    await world.run();
    expect(seen).toEqual(['done', 'staged', 'staged', 'staged']);
    expect(world.events.filter(paused)).toHaveLength(1);
    expect(status(world)).toMatchObject({ result: 'succeeded' });
  });

  it('held for a time is watched for that time, and only the canary is', () => {
    const { plan } = createRolloutWorld({
      settings: { canary: { hosts: { percent: 50 }, hold: { kind: 'time', ms: 90_000 } }, soakMs: 1_000 },
    });
    expect(plan.batches[0]).toEqual(['web-1', 'web-2']);
    const soaks = plan.hosts.map((host) => host.steps.find((step) => step.kind === 'soak')?.timeoutMs);
    expect(soaks).toEqual([90_000, 90_000, 1_000, 1_000]);
  });
});

describe('stopping at once', () => {
  const stopAt = (stepId: string, how: AbortKind): RolloutWorld =>
    worldWith({
      decisions: [
        { when: begun(stepId), decide: (state) => decideStop(state, { rolloutId, reason: 'alarm', how }) },
      ],
    });

  it.each(['web-2/awaitDrained', 'web-2/stop', 'web-2/start', 'web-2/admit'])(
    'at %s holds the host in flight out, as a debt, and touches no other',
    async (stepId) => {
      const world = stopAt(stepId, 'holdOut');
      await world.run();
      expect(phases(world)).toEqual(['done', 'failedOut', 'staged', 'staged']);
      expect(world.effects.at(-1)).toBe('lb-1 maintain web-2');
      expect(Object.values(world.state().debts)).toMatchObject([{ host: 'web-2' }]);
      expect(status(world)).toMatchObject({ kind: 'finished', result: 'stopped', reason: 'alarm' });
    },
  );

  it.each(['web-2/precheck', 'web-2/drain'])(
    'at %s leaves a host alone that had not left its pool',
    async (stepId) => {
      const world = stopAt(stepId, 'holdOut');
      await world.run();
      expect(phases(world)).toEqual(['done', 'failedIn', 'staged', 'staged']);
      expect([...world.out]).toEqual([]);
    },
  );

  it.each(['web-2/ready', 'web-2/awaitInService'])(
    'at %s lets a host return that is on its way back: others may leave for it already',
    async (stepId) => {
      const world = stopAt(stepId, 'holdOut');
      await world.run();
      expect(phases(world)).toEqual(['done', 'done', 'staged', 'staged']);
      expect([...world.out]).toEqual([]);
    },
  );

  it('can follow a stop that would have let the host finish', () => {
    const world = createRolloutWorld();
    void world.run();
    const gentle = decideStop(world.state(), { rolloutId, reason: 'late' });
    for (const event of gentle) world.decide(event);
    expect(status(world)).toMatchObject({ kind: 'stopping', how: 'finish' });
    expect(decideStop(world.state(), { rolloutId, reason: 'late' })).toEqual([]);
    for (const event of decideStop(world.state(), { rolloutId, reason: 'alarm', how: 'holdOut' }))
      world.decide(event);
    expect(status(world)).toMatchObject({ kind: 'stopping', how: 'holdOut' });
  });
});
