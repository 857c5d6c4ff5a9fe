import { describe, expect, it } from 'vitest';
import type { EngineEnd } from '../../../electron/rollout/ports.ts';
import type { StepKind } from '../../../shared/model/plan.ts';
import { createGathering } from '../../../electron/rollout/gathering.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';

const failed = (message: string): EngineEnd => ({
  kind: 'failed',
  command: 'run',
  trouble: 'stepFailed',
  message,
});
const runs = (world: RolloutWorld) => world.effects.filter((effect) => effect.startsWith('run '));
const outcomes = (world: RolloutWorld) =>
  Object.values(world.state().rollouts['r-1']?.hosts ?? {}).map((host) => host.outcome?.kind ?? host.phase);

describe('a rollout by an engine', () => {
  it('plans one run for a batch, the same for each of its hosts, between leaving the pool and the note of what it brought', () => {
    const world = createRolloutWorld({
      engine: {},
      settings: { batches: [1, { percent: 100 }], parallel: 3, minHealthy: 1 },
    });
    const kinds = (world.plan.hosts[1]?.steps ?? []).map((step): StepKind => step.kind);
    expect(world.plan.batches).toEqual([['web-1'], ['web-2', 'web-3', 'web-4']]);
    expect(kinds.slice(0, 7)).toEqual([
      'inspect',
      'drain',
      'awaitDrained',
      'maintain',
      'playbook',
      'switch',
      'check',
    ]);
    expect(world.plan.hosts.slice(1).map((host) => host.steps[4]?.lines.at(-1)?.text)).toEqual(
      Array(3).fill('run web-2,web-3,web-4'),
    );
    expect(world.plan.engine).toEqual({ kind: 'ansible', commit: 'c'.repeat(40), playbook: 'deploy.yml' });
    expect(world.plan.hosts[0]?.staging.map((step) => step.kind)).toEqual(['stage', 'verify', 'rehearse']);
  });

  it('never plans more hosts for a run than the pool can spare, and refuses a canary that would need two', () => {
    const settings = { batches: [{ percent: 100 }], parallel: 4, minHealthy: 2 };
    expect(createRolloutWorld({ engine: {}, settings }).plan.batches).toEqual([
      ['web-1', 'web-2'],
      ['web-3', 'web-4'],
    ]);
    const canary = { hosts: 3, hold: { kind: 'person' } } as const;
    expect(() => createRolloutWorld({ engine: {}, settings: { ...settings, canary } })).toThrow(
      "The canary's 3 hosts would be one run",
    );
  });

  it('runs once for a batch, when all its hosts have left the pool', async () => {
    const world = createRolloutWorld({ engine: {}, settings: { batches: [2], parallel: 2 } });
    await world.run();
    expect(runs(world)).toEqual(['run web-1,web-2', 'run web-3,web-4']);
    expect(outcomes(world)).toEqual(['done', 'done', 'done', 'done']);
    const before = world.effects.slice(0, world.effects.indexOf('run web-1,web-2'));
    expect(before).toEqual(expect.arrayContaining(['lb-1 maintain web-1', 'lb-1 maintain web-2']));
  });

  it('leaves a host that failed before out of the run, and a host that has the release already', async () => {
    const world = createRolloutWorld({
      engine: {},
      settings: { batches: [4], parallel: 4, minHealthy: 0, maxFailures: 1 },
      alreadyThere: ['web-3'],
      onPool: (action, server) =>
        action === 'maintain' && server === 'web-2' ? new Error('refused') : undefined,
    });
    await world.run();
    expect(runs(world)).toEqual(['run web-1,web-4']);
    expect(outcomes(world)).toEqual(['done', 'failedOut', 'unchanged', 'done']);
  });

  it('keeps a host out whose playbook failed, does well by the other, and touches no further batch', async () => {
    const world = createRolloutWorld({
      engine: { onRun: (host) => (host === 'web-1' ? failed('migrate: no such table') : undefined) },
      settings: { batches: [2], parallel: 2 },
    });
    await world.run();
    expect(outcomes(world)).toEqual(['failedOut', 'done', 'staged', 'staged']);
    expect([...world.out]).toEqual(['web-1']);
    expect(runs(world)).toHaveLength(1);
  });

  it('touches no pool where the rehearsal fails on one host', async () => {
    const refusal = new Fault('AUTHENTICATION_FAILED', 'ssh to web-2: Permission denied');
    const world = createRolloutWorld({
      engine: { onRehearsal: (host) => (host === 'web-2' ? refusal : undefined) },
    });
    await world.run();
    expect(world.state().rollouts['r-1']?.status).toMatchObject({ result: 'failed' });
    expect(world.effects.filter((effect) => effect.startsWith('lb-1'))).toEqual([]);
    expect(runs(world)).toEqual([]);
  });

  it('lets nothing be said of a run whose lock was lost', async () => {
    const world = createRolloutWorld({
      engine: { onRun: () => new Fault('HOST_LOCKED', 'taken over by bob') },
      settings: { batches: [2], parallel: 2 },
    });
    await world.run();
    expect(outcomes(world)).toEqual(['unknown', 'unknown', 'staged', 'staged']);
  });
});

describe('hosts that wait for each other', () => {
  it('works once for those that came when the last on its way has come or left, and one work at a time', async () => {
    const worked: string[][] = [];
    const first = Promise.withResolvers<undefined>();
    const gathering = createGathering(async (hosts) => {
      worked.push(hosts.map((it) => it.host));
      if (worked.length === 1) await first.promise;
      return new Map(hosts.map((it) => [it.host, it.host]));
    });
    const arrive = (host: string) => gathering.arrive({ host, onLine: () => undefined });
    for (const host of ['a', 'b', 'c']) gathering.enter(host);
    const early = [arrive('b'), arrive('a')];
    await Promise.resolve();
    expect(worked).toEqual([]);
    gathering.leave('c');
    gathering.enter('c');
    const late = arrive('c');
    await Promise.resolve();
    expect(worked).toEqual([['a', 'b']]);
    first.resolve(undefined);
    expect(await Promise.all([...early, late])).toEqual(['b', 'a', 'c']);
    expect(worked).toEqual([['a', 'b'], ['c']]);
  });
});
