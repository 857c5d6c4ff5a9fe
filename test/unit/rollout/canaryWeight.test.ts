import { describe, expect, it } from 'vitest';
import { decideResumption, decideStop } from '../../../electron/app/rolloutDecisions.ts';
import type { RolloutWorld } from '../../fakes/rolloutWorld.ts';
import { begun, paused, phases, rolloutId, status, worldWith } from './decidingWorld.ts';

describe('a canary at part of its weight', () => {
  const canary = { hosts: 2, hold: { kind: 'person' as const }, weight: { percent: 10 } };
  const weights = (world: RolloutWorld): string[] => world.effects.filter((it) => it.includes('weight'));
  const lowered = ['lb-1 weight web-1 10', 'lb-1 weight web-2 10'];
  const raised = ['lb-1 weight web-1 100', 'lb-1 weight web-2 100'];

  it('is lowered before it leaves, and raised when a person has judged it, before any other host', async () => {
    let held: readonly string[] = [];
    const world = worldWith({
      settings: { canary },
      decisions: [
        {
          when: paused,
          decide: (state) => {
            held = [...world.light];
            return decideResumption(state, { rolloutId });
          },
        },
      ],
    });
    expect(world.plan.hosts.map((host) => host.raising?.map(({ kind }) => kind))).toEqual([
      ['raise'],
      ['raise'],
      undefined,
      undefined,
    ]);
    await world.run();
    expect(held).toEqual(['web-1', 'web-2']);
    expect(weights(world)).toEqual([...lowered, ...raised]);
    const { effects } = world;
    expect(effects.indexOf('lb-1 weight web-1 10')).toBe(effects.indexOf('lb-1 drain web-1') - 1);
    expect(effects.indexOf('lb-1 weight web-2 100')).toBeLessThan(effects.indexOf('lb-1 drain web-3'));
    expect(phases(world)).toEqual(['done', 'done', 'done', 'done']);
    expect(status(world)).toMatchObject({ result: 'succeeded' });
  });

  it.each(['finish', 'holdOut', 'rollBackInFlight', 'rollBackAll'] as const)(
    'gets its whole weight back when a person says %s instead',
    async (how) => {
      const world = worldWith({
        settings: { canary },
        decisions: [
          { when: paused, decide: (state) => decideStop(state, { rolloutId, reason: 'alarm', how }) },
        ],
      });
      await world.run();
      expect(weights(world)).toEqual([...lowered, ...raised]);
      expect([...world.light]).toEqual([]);
      expect(status(world)).toMatchObject({ result: 'stopped' });
    },
  );

  it('gets it back when it fails, is skipped, or is stopped in the middle of its way', async () => {
    const failing = worldWith({
      settings: { canary },
      onCommand: (host, kind) =>
        host === 'web-2' && kind === 'start' ? { kind: 'exited', exitCode: 1 } : undefined,
    });
    await failing.run();
    expect(weights(failing)).toEqual([...lowered, ...raised]);

    const stopped = worldWith({
      settings: { canary },
      decisions: [
        {
          when: begun('web-1/start'),
          decide: (state) => decideStop(state, { rolloutId, reason: 'alarm', how: 'holdOut' }),
        },
      ],
    });
    await stopped.run();
    expect(weights(stopped)).toEqual(['lb-1 weight web-1 10', 'lb-1 weight web-1 100']);
  });

  it('leaves a host in service whose weight the balancer refuses', async () => {
    const world = worldWith({
      settings: { canary },
      onPool: (action) => (action === 'lighten' ? new Error('static algorithm') : undefined),
    });
    await world.run();
    expect(phases(world)).toEqual(['failedIn', 'staged', 'staged', 'staged']);
    expect(world.effects.filter((it) => it.startsWith('lb-1'))).toEqual(['lb-1 weight web-1 100']);
    expect(world.state().debts).toEqual({});
  });

  it('ends the rollout with a debt when the weight cannot be given back', async () => {
    const world = worldWith({
      settings: { canary: { ...canary, hold: { kind: 'time', ms: 1_000 } } },
      onPool: (action, server) =>
        action === 'raise' && server === 'web-2' ? new Error('no answer') : undefined,
    });
    await world.run();
    expect(phases(world)).toEqual(['done', 'done', 'staged', 'staged']);
    expect(status(world)).toMatchObject({
      result: 'failed',
      reason: 'web-2 could not be given its whole weight. 2 of 4 hosts were not touched.',
    });
    expect(Object.values(world.state().debts)).toMatchObject([
      { host: 'web-2', reason: 'It could not be given its whole weight: no answer' },
    ]);
  });

  it('is found at part of its weight after an interruption, and judged once more before it is raised', async () => {
    const world = worldWith({
      settings: { canary: { ...canary, hold: { kind: 'time', ms: 90_000 } } },
      alreadyThere: ['web-1', 'web-2'],
      lightBefore: ['web-1'],
    });
    await world.run();
    const stepsOf = (host: string) => world.state().rollouts[rolloutId]?.hosts[host]?.steps ?? [];
    const done = stepsOf('web-1').filter(({ result }) => result?.outcome.kind === 'ok');
    expect(done.map(({ kind }) => kind).filter((kind) => kind !== 'stage' && kind !== 'verify')).toEqual([
      'unpack',
      'inspect',
      'lighten',
      'awaitInService',
      'soak',
      'raise',
    ]);
    expect(phases(world)).toEqual(['done', 'unchanged', 'done', 'done']);
    expect(world.effects.filter((it) => it.includes('web-1') && it.startsWith('lb-1'))).toEqual([
      'lb-1 weight web-1 10',
      'lb-1 weight web-1 100',
    ]);
    expect(world.effects).not.toContain('web-1 stop');
  });
});
