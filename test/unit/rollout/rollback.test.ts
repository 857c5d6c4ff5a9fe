import { describe, expect, it } from 'vitest';
import { decideRollback, findRolloutToTakeBack, lastPractised } from '../../../electron/app/rollback.ts';
import { decideStop } from '../../../electron/app/rolloutDecisions.ts';
import { reduceAll } from '../../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState } from '../../../shared/journal/state.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';
import { hostFinished, requested, stepFinished, toRecords } from '../../fixtures/records.ts';

const bytes = (of: string): string => of.repeat(64);
const runner = { machine: 'desk-1', pid: 7, processIdentity: 'x' };
const target = { service: 'shop', environment: 'production' };

/** A rollout of a version; each host says what it had before, where that was another release. */
function rollout(
  id: string,
  version: string,
  hosts: Readonly<Record<string, { readonly had?: string; readonly outcome?: unknown }>>,
  more: object = {},
): unknown[] {
  const digest = bytes(version[2] ?? '0');
  const { release } = requested(id) as { release: object };
  return [
    {
      ...requested(id),
      release: { ...release, version, artifactSha256: digest },
      batches: [Object.keys(hosts)],
      ...more,
    },
    { kind: 'rolloutStarted', rolloutId: id, runner },
    ...Object.entries(hosts).flatMap(([host, { had, outcome }]) => [
      {
        ...stepFinished(id, host, 'inspect'),
        ...(had === undefined ? {} : { found: { version: had, artifactSha256: bytes(had[2] ?? '0') } }),
      },
      ...(outcome === null ? [] : [hostFinished(id, host, (outcome ?? { kind: 'done' }) as never)]),
    ]),
    { kind: 'rolloutFinished', rolloutId: id, result: 'succeeded' },
  ];
}
const fold = (...events: unknown[][]): JournalState => reduceAll(emptyJournalState, toRecords(events.flat()));
const out = { kind: 'failedOut', reason: 'start: exit code 1' };

describe('what a rollback brings', () => {
  it('is what the hosts said they had, on the hosts that had it', () => {
    const state = fold(rollout('r1', '1.1.0', { 'web-1': { had: '1.0.0' }, 'web-2': { had: '1.0.0' } }));
    expect(decideRollback(state, { rolloutId: 'r1', scope: 'all' })).toEqual({
      rolloutId: 'r1',
      artifactSha256: bytes('0'),
      question: { ...target, version: '1.0.0', hosts: ['web-1', 'web-2'], isRollback: true },
    });
  });

  it('is for the hosts that are held out alone, where only those are asked for', () => {
    const state = fold(
      rollout('r1', '1.1.0', { 'web-1': { had: '1.0.0' }, 'web-2': { had: '1.0.0', outcome: out } }),
    );
    const { question } = decideRollback(state, { rolloutId: 'r1', scope: 'inFlight' });
    expect(question).toMatchObject({ version: '1.0.0', hosts: ['web-2'] });
  });

  it('looks back through rollouts of the same release, and not past another one', () => {
    const state = fold(
      rollout('r1', '1.1.0', { 'web-1': { had: '1.0.0' }, 'web-2': { had: '1.0.0', outcome: out } }),
      rollout('r2', '1.1.0', { 'web-1': { outcome: { kind: 'unchanged' } }, 'web-2': {} }),
      rollout('r3', '1.2.0', { 'web-1': { had: '1.1.0', outcome: out }, 'web-2': { outcome: null } }),
    );
    expect(decideRollback(state, { rolloutId: 'r2', scope: 'all' }).question).toMatchObject({
      version: '1.0.0',
      hosts: ['web-1', 'web-2'],
    });
    // What is out comes back first: the pool may not be able to spare another one before.
    expect(decideRollback(state, { rolloutId: 'r1', scope: 'all' }).question.hosts).toEqual([
      'web-2',
      'web-1',
    ]);
    expect(decideRollback(state, { rolloutId: 'r3', scope: 'all' }).question).toMatchObject({
      version: '1.1.0',
      hosts: ['web-1'],
    });
  });

  it('is refused where the hosts had different releases, or none', () => {
    const mixed = fold(rollout('r1', '1.2.0', { 'web-1': { had: '1.0.0' }, 'web-2': { had: '1.1.0' } }));
    expect(() => decideRollback(mixed, { rolloutId: 'r1', scope: 'all' })).toThrow(
      'did not all have the same release before',
    );
    const first = fold(rollout('r1', '1.0.0', { 'web-1': {} }));
    expect(() => decideRollback(first, { rolloutId: 'r1', scope: 'all' })).toThrow('nothing to go back to');
    expect(() => findRolloutToTakeBack(emptyJournalState, target)).toThrow('There has been no rollout');
  });

  it('is not done twice, and says when it was last practised', () => {
    const state = fold(
      rollout('r1', '1.1.0', { 'web-1': { had: '1.0.0' } }),
      rollout('r2', '1.0.0', { 'web-1': { had: '1.1.0' } }, { rollsBack: { rolloutId: 'r1', reason: 'x' } }),
    );
    expect(state.rollouts['r1']?.rollback).toEqual({ scope: 'all', by: 'r2' });
    expect(() => findRolloutToTakeBack(state, target)).toThrow('has been taken back already');
    expect(lastPractised(state, 'shop')).toMatchObject({ environment: 'production' });
    expect(lastPractised(state, 'till')).toBeUndefined();
  });
});

describe('a rollout that takes itself back', () => {
  const end = (world: RolloutWorld) => {
    const { status, rollback, hosts } = world.state().rollouts['r-1'] ?? {};
    return { status, rollback, phases: Object.values(hosts ?? {}).map((it) => it.phase) };
  };

  it('does so when more hosts have failed than may, and says beforehand on every host that it could', async () => {
    const world = createRolloutWorld({
      settings: { onFailure: 'rollback' },
      onCommand: (host, script) =>
        host === 'web-2' && script === 'start' ? { kind: 'exited', exitCode: 1 } : undefined,
    });
    await world.run();
    expect(end(world)).toMatchObject({
      status: { kind: 'finished', result: 'stopped', reason: expect.stringContaining('web-2: start') },
      rollback: { scope: 'all' },
      phases: ['done', 'failedOut', 'staged', 'staged'],
    });
    const firstDrain = world.effects.findIndex((it) => it.startsWith('lb-1'));
    for (const host of ['web-1', 'web-2', 'web-3', 'web-4']) {
      const armed = world.effects.indexOf(`${host} arm`);
      expect(armed).toBeGreaterThan(-1);
      expect(armed).toBeLessThan(firstDrain);
    }
  });

  it('does not begin where it could not', async () => {
    const world = createRolloutWorld({
      settings: { onFailure: 'rollback' },
      onCommand: (host, script) =>
        host === 'web-3' && script === 'arm' ? { kind: 'exited', exitCode: 4 } : undefined,
    });
    await world.run();
    expect(end(world)).toMatchObject({ status: { result: 'failed' }, rollback: undefined });
    expect(world.effects.filter((it) => it.startsWith('lb-1'))).toEqual([]);
  });

  it('does so when its time is over, with the host in flight held out', async () => {
    const world = createRolloutWorld({
      settings: { timeLimitMs: 600_000 },
      onRecorded: (event) => {
        if (event.kind === 'hostFinished' && event.host === 'web-2') world.passTime(600_000);
      },
    });
    await world.run();
    expect(end(world)).toMatchObject({
      status: { kind: 'finished', result: 'stopped', reason: 'The time limit of 10 min 00 s has passed.' },
      rollback: { scope: 'all' },
      phases: ['done', 'done', 'staged', 'staged'],
    });
  });

  it('counts its time on when the clock is set back', async () => {
    const world = createRolloutWorld({
      settings: { timeLimitMs: 600_000 },
      onRecorded: (event) => {
        if (event.kind !== 'hostFinished' || event.host !== 'web-2') return;
        world.setClockBack(3_600_000);
        world.passTime(600_000);
      },
    });
    await world.run();
    expect(end(world)).toMatchObject({ status: { result: 'stopped' }, rollback: { scope: 'all' } });
  });

  it('takes nothing back when its time was over before any host was begun', async () => {
    const world = createRolloutWorld({
      settings: { timeLimitMs: 600_000 },
      onRecorded: (event) => {
        if (event.kind === 'stepFinished' && event.stepId === 'web-4/verify') world.passTime(600_000);
      },
    });
    await world.run();
    expect(end(world)).toMatchObject({ status: { result: 'stopped' }, rollback: undefined });
    expect(world.effects.filter((it) => it.startsWith('lb-1'))).toEqual([]);
  });
});

describe('a rollout that is stopped with the wish to be taken back', () => {
  it.each([
    ['rollBackInFlight', 'inFlight'],
    ['rollBackAll', 'all'],
  ] as const)('by %s ends so, once the hosts in flight are held out', async (how, scope) => {
    const world = createRolloutWorld({
      onRecorded: (event) => {
        if (event.kind !== 'stepBegun' || event.stepId !== 'web-2/start') return;
        for (const decided of decideStop(world.state(), { rolloutId: 'r-1', reason: 'alarm', how }))
          world.decide(decided);
      },
    });
    await world.run();
    const { status, rollback, hosts } = world.state().rollouts['r-1'] ?? {};
    expect(status).toEqual({ kind: 'finished', result: 'stopped', reason: 'alarm' });
    expect(rollback).toEqual({ scope });
    expect(Object.values(hosts ?? {}).map((it) => it.phase)).toEqual([
      'done',
      'failedOut',
      'staged',
      'staged',
    ]);
  });
});
