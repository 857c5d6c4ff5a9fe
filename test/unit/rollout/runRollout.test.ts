import { describe, expect, it } from 'vitest';
import type { CommandEnd } from '../../../electron/rollout/ports.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';

const exit = (exitCode: number): CommandEnd => ({ kind: 'exited', exitCode });
const effectsOn = (world: RolloutWorld, host: string): string[] =>
  world.effects.filter((effect) => effect.split(' ').includes(host));
const outcomes = (world: RolloutWorld): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.values(world.state().rollouts['r-1']?.hosts ?? {}).map((it) => [it.host, it.outcome?.kind]),
  );
const status = (world: RolloutWorld) => world.state().rollouts['r-1']?.status;

describe('a rollout where everything works', () => {
  it('stages on every host before any host leaves the pool', async () => {
    const world = createRolloutWorld();
    await world.run();
    const firstDrain = world.effects.findIndex((effect) => effect.startsWith('lb-1 drain'));
    const lastUnpack = world.effects.findLastIndex((effect) => effect.endsWith('unpack'));
    expect(lastUnpack).toBeLessThan(firstDrain);
  });

  it('takes each host through the same story, and ends with all of them back in', async () => {
    const world = createRolloutWorld();
    await world.run();
    expect(effectsOn(world, 'web-2')).toEqual([
      'web-2 prepare',
      'web-2 upload',
      'web-2 verify',
      'web-2 unpack',
      'web-2 inspect',
      'web-2 precheck',
      'lb-1 drain web-2',
      'lb-1 maintain web-2',
      'web-2 stop',
      'web-2 switch',
      'web-2 start',
      'web-2 warm',
      'lb-1 admit web-2',
      'lb-1 ready web-2',
    ]);
    expect(world.out).toEqual(new Set());
    expect(status(world)).toMatchObject({ kind: 'finished', result: 'succeeded' });
  });

  it('has one host out at a time, unless more are allowed', async () => {
    const one = createRolloutWorld();
    await one.run();
    expect(one.mostOut()).toBe(1);
    const two = createRolloutWorld({ settings: { parallel: 2, batches: [{ percent: 100 }] } });
    await two.run();
    expect(two.mostOut()).toBe(2);
  });

  it('records an intent before every effect, and an outcome for every intent', async () => {
    const world = createRolloutWorld();
    await world.run();
    const begun = world.events.flatMap((it) => (it.kind === 'stepBegun' ? [it.stepId] : []));
    const finished = world.events.flatMap((it) => (it.kind === 'stepFinished' ? [it.stepId] : []));
    expect(begun.length).toBeGreaterThan(40);
    expect(finished.toSorted()).toEqual(begun.toSorted());
  });

  it('changes nothing when it is run again', async () => {
    const world = createRolloutWorld({ alreadyThere: ['web-1', 'web-2', 'web-3', 'web-4'] });
    await world.run();
    expect(world.effects.filter((effect) => effect.startsWith('lb-1'))).toEqual([]);
    expect(outcomes(world)).toEqual({
      'web-1': 'unchanged',
      'web-2': 'unchanged',
      'web-3': 'unchanged',
      'web-4': 'unchanged',
    });
  });
});

describe('an approval that ends while the rollout runs', () => {
  it('lets the hosts of its batch finish, touches no further one, and says why', async () => {
    const world = createRolloutWorld({
      settings: { batches: [1, 1] },
      onBatch: (batch) => (batch === 1 ? 'It is not approved any more.' : undefined),
    });
    await world.run();
    expect(world.events.at(-1)).toMatchObject({
      kind: 'rolloutFinished',
      result: 'stopped',
      reason: 'It is not approved any more.',
    });
    expect(world.out.size).toBe(0);
    const upgraded = world.effects.filter((effect) => effect.endsWith(' start'));
    expect(upgraded).toEqual(['web-1 start']);
  });
});

describe('a host that fails', () => {
  it('stays out as visible debt, and the others are not touched', async () => {
    const world = createRolloutWorld({
      onCommand: (host, kind) => (host === 'web-1' && kind === 'start' ? exit(1) : undefined),
    });
    await world.run();
    expect(world.out).toEqual(new Set(['web-1']));
    expect(outcomes(world)).toEqual({
      'web-1': 'failedOut',
      'web-2': undefined,
      'web-3': undefined,
      'web-4': undefined,
    });
    expect(Object.values(world.state().debts)).toMatchObject([{ host: 'web-1', service: 'shop' }]);
    expect(effectsOn(world, 'web-2')).not.toContain('lb-1 drain web-2');
    expect(status(world)).toMatchObject({
      kind: 'finished',
      result: 'failed',
      reason: expect.stringContaining('3 of 4 hosts were not touched'),
    });
  });

  it('is never made ready when its health check did not pass', async () => {
    const world = createRolloutWorld({ unhealthy: ['web-1'] });
    await world.run();
    expect(world.effects).not.toContain('lb-1 ready web-1');
    expect(world.effects.at(-1)).toBe('lb-1 maintain web-1');
  });

  it('stays in service when it fails before anything was changed', async () => {
    const world = createRolloutWorld({
      onCommand: (host, kind) => (host === 'web-1' && kind === 'precheck' ? exit(1) : undefined),
    });
    await world.run();
    expect(outcomes(world)['web-1']).toBe('failedIn');
    expect(world.out).toEqual(new Set());
    expect(world.state().debts).toEqual({});
  });

  it.each([
    ['a command killed by a signal', { kind: 'signalled', signal: 'KILL' } as const, 'stepFailed'],
    ['a command that hangs', { kind: 'timedOut' } as const, 'timedOut'],
  ])('counts %s as a failure', async (_, end, trouble) => {
    const world = createRolloutWorld({
      onCommand: (host, kind) => (host === 'web-1' && kind === 'stop' ? end : undefined),
    });
    await world.run();
    const failed = world.events.find((it) => it.kind === 'stepFinished' && it.outcome.kind === 'failed');
    expect(failed).toMatchObject({ stepId: 'web-1/stop', outcome: { trouble } });
    expect(outcomes(world)['web-1']).toBe('failedOut');
  });

  it('is of unknown state when it is lost from sight in the middle', async () => {
    const world = createRolloutWorld({
      onCommand: (host, kind) =>
        host === 'web-1' && kind === 'stop' ? new Fault('UNREACHABLE', 'connection lost') : undefined,
    });
    await world.run();
    expect(outcomes(world)['web-1']).toBe('unknown');
    expect(Object.values(world.state().debts)).toHaveLength(1);
  });

  it('spends the failure budget over the whole run, and the run goes on within it', async () => {
    const world = createRolloutWorld({
      settings: { maxFailures: 1 },
      onCommand: (host, kind) => (host === 'web-1' && kind === 'start' ? exit(1) : undefined),
    });
    await world.run();
    expect(outcomes(world)).toMatchObject({ 'web-1': 'failedOut', 'web-4': 'done' });
    expect(status(world)).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('1 of 1 allowed failures used'),
    });
  });

  it.each([
    { percent: 25, reason: '1 of 1 allowed failures used', last: 'done' },
    { percent: 24, reason: 'no failure is allowed', last: undefined },
  ])('takes $percent % of its 4 hosts, rounded down, as the budget', async ({ percent, reason, last }) => {
    const world = createRolloutWorld({
      settings: { maxFailures: { percent } },
      onCommand: (host, kind) => (host === 'web-1' && kind === 'start' ? exit(1) : undefined),
    });
    await world.run();
    expect(outcomes(world)['web-4']).toBe(last);
    expect(status(world)).toMatchObject({ result: 'failed', reason: expect.stringContaining(reason) });
  });

  it('stops everything when its host key is refused, whatever the budget', async () => {
    const world = createRolloutWorld({
      settings: { maxFailures: 3 },
      onCommand: (host, kind) =>
        host === 'web-1' && kind === 'stop' ? new Fault('HOST_KEY_REFUSED', 'another key') : undefined,
    });
    await world.run();
    expect(outcomes(world)['web-2']).toBeUndefined();
  });
});

describe('staging', () => {
  it('that fails on one host lets no host leave the pool', async () => {
    const world = createRolloutWorld({
      onUpload: (host) => (host === 'web-3' ? new Fault('DISK_FULL', 'web-3: disk full') : undefined),
    });
    await world.run();
    expect(world.effects.filter((effect) => effect.startsWith('lb-1'))).toEqual([]);
    expect(status(world)).toMatchObject({
      result: 'failed',
      reason: expect.stringContaining('No host left its pool'),
    });
  });

  it('fails when the host itself computes another digest', async () => {
    const world = createRolloutWorld({
      onCommand: (host, kind) => (host === 'web-2' && kind === 'verify' ? exit(3) : undefined),
    });
    await world.run();
    expect(status(world)).toMatchObject({ kind: 'finished', result: 'failed' });
    expect(world.mostOut()).toBe(0);
  });
});

describe('clients that a cookie binds to a host', () => {
  it('are sent elsewhere by maintenance, and what they have under way is waited for before the host is stopped', async () => {
    const world = createRolloutWorld({ boundUntilMaintained: ['web-1'] });
    await world.run();
    const onFirst = world.effects.filter((it) => it.includes('web-1'));
    expect(onFirst.slice(onFirst.indexOf('lb-1 drain web-1'), onFirst.indexOf('web-1 stop') + 1)).toEqual([
      'lb-1 drain web-1',
      'lb-1 awaitDrained web-1',
      'lb-1 maintain web-1',
      'lb-1 awaitDrained web-1',
      'web-1 stop',
    ]);
    expect(world.effects.filter((it) => it === 'lb-1 awaitDrained web-2')).toHaveLength(1);
  });
});

describe('the capacity floor', () => {
  it('keeps a host in when too many others are down already', async () => {
    const world = createRolloutWorld({ downBefore: ['web-3', 'web-4'], settings: { minHealthy: 2 } });
    await world.run();
    expect(world.effects).not.toContain('lb-1 drain web-1');
    expect(outcomes(world)['web-1']).toBe('failedIn');
  });

  it('keeps a host in while the others have no room for its sessions', async () => {
    const world = createRolloutWorld({ shareWithout: 1.25 });
    await world.run();
    expect(world.effects).not.toContain('lb-1 drain web-1');
    expect(Object.values(world.state().rollouts)[0]?.hosts['web-1']?.outcome).toMatchObject({
      kind: 'failedIn',
      reason: expect.stringContaining('125 % of the session limits that would be left'),
    });
  });

  it('refuses a plan that could spare no server at all', () => {
    expect(() => createRolloutWorld({ hosts: ['web-1'] })).toThrow(/below minHealthy/);
  });
});

describe('the journal', () => {
  it('that cannot be written stops everything: nothing more is sent', async () => {
    const world = createRolloutWorld({
      onRecord: (event) =>
        event.kind === 'stepBegun' && event.stepId === 'web-2/stop'
          ? new Fault('JOURNAL_UNWRITABLE', 'disk full')
          : undefined,
    });
    await expect(world.run()).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
    expect(world.effects).not.toContain('web-2 stop');
    expect(world.effects).not.toContain('lb-1 drain web-3');
  });
});

describe('an app that is closed in the middle', () => {
  it('leaves the intent open, so that whoever comes next has to look', async () => {
    const closing = new AbortController();
    const world = createRolloutWorld({
      onCommand: (host, kind) => {
        if (host === 'web-2' && kind === 'start') closing.abort();
        return undefined;
      },
    });
    await expect(world.run(closing.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    const steps = world.state().rollouts['r-1']?.hosts['web-2']?.steps;
    expect(steps?.at(-1)).toMatchObject({ kind: 'start', result: undefined });
  });
});
