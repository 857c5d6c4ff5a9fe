import { describe, expect, it } from 'vitest';
import { decideResume, type InterruptedRun, type Remains } from '../../../electron/rollout/decideResume.ts';
import type { CommandEnd, EarlierStep } from '../../../electron/rollout/ports.ts';
import type { StepOutcome } from '../../../shared/journal/events.ts';
import type { HostProgress, RolloutState, StepState } from '../../../shared/journal/state.ts';
import type { StepKind } from '../../../shared/model/plan.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';

const exit = (exitCode: number): CommandEnd => ({ kind: 'exited', exitCode });
const ok: StepOutcome = { kind: 'ok' };

/** A host whose interrupted rollout had finished some steps and was in the middle of one. */
function progressOf(finished: readonly StepKind[], open: StepKind | undefined): HostProgress {
  const step = (kind: StepKind, result: StepState['result']): StepState => ({
    id: `web-1/${kind}`,
    kind,
    begunAt: '2026-01-01T00:00:00.000Z',
    result,
  });
  const result = { outcome: ok, durationMs: 1, detail: undefined, outputSha256: undefined };
  return {
    host: 'web-1',
    batch: 0,
    phase: 'upgrading',
    outcome: undefined,
    steps: [...finished.map((kind) => step(kind, result)), ...(open ? [step(open, undefined)] : [])],
  };
}

function runOf(finished: readonly StepKind[], open: StepKind | undefined, end?: CommandEnd): InterruptedRun {
  return {
    progress: progressOf(finished, open),
    found: new Map(open === undefined || !end ? [] : [[open, end]]),
  };
}

const untilStart: readonly StepKind[] = ['inspect', 'precheck', 'drain', 'maintain', 'stop', 'switch'];

const healthy = { isHealthy: true, isRunning: true };

describe('what an interrupted rollout has done', () => {
  const decide = (
    open: StepKind | undefined,
    more: Partial<Remains> & {
      end?: CommandEnd;
      finished?: readonly StepKind[];
      /** Interrupted between the one that is told of and now. */
      since?: readonly InterruptedRun[];
    } = {},
  ): readonly StepKind[] => [
    ...decideResume({
      runs: [...(more.since ?? []), runOf(more.finished ?? untilStart, open, more.end)],
      isCurrent: true,
      isHealthy: false,
      isRunning: more.isHealthy ?? false,
      ...more,
    }),
  ];

  it('is up to start, when that ended well on the host and the release is the current one', () => {
    expect(decide('start', { end: exit(0) })).toEqual(['stop', 'switch', 'start']);
    expect(decide('start', { end: exit(0), isCurrent: false })).toEqual([]);
  });

  it.each([exit(1), { kind: 'vanished', why: 'rebooted' } as const, { kind: 'timedOut' } as const])(
    'is nothing that counts, when start ended as %j: it begins again with stop',
    (end) => {
      expect(decide('start', { end })).toEqual([]);
    },
  );

  it('is what came before start, when there is no trace of a start on the host and nothing answers there', () => {
    expect(decide('start')).toEqual(['stop', 'switch']);
    expect(decide('start', { isRunning: true })).toEqual([]);
    expect(decide('stop', { finished: ['inspect', 'drain', 'maintain'], isCurrent: false })).toEqual([]);
  });

  it('is the stop or the precheck that was under way, when it ended well', () => {
    const finished: readonly StepKind[] = ['inspect', 'precheck', 'drain', 'maintain'];
    expect(decide('stop', { end: exit(0), finished, isCurrent: false })).toEqual(['stop']);
    expect(decide('stop', { end: exit(1), finished, isCurrent: false })).toEqual([]);
    expect(decide('precheck', { end: exit(0), finished: ['inspect'], isCurrent: false })).toEqual([
      'precheck',
    ]);
  });

  it('is up to start or warm where the release runs and is healthy, and was started by it', () => {
    const finished: readonly StepKind[] = [...untilStart, 'start', 'check'];
    expect(decide('warm', { finished, end: exit(0), isHealthy: true })).toEqual([
      'stop',
      'switch',
      'start',
      'warm',
    ]);
    expect(decide('warm', { finished, end: exit(1), isHealthy: true })).toEqual(['stop', 'switch', 'start']);
    expect(decide('admit', { finished, isHealthy: true })).toEqual(['stop', 'switch', 'start']);
    expect(decide('admit', { finished, isHealthy: false })).toEqual([]);
    expect(decide(undefined, { finished, isHealthy: true, isCurrent: false })).toEqual([]);
  });

  it('is the run of a playbook where the host has the note of it and is healthy; else the playbook is run again', () => {
    const finished: readonly StepKind[] = ['inspect', 'drain', 'maintain', 'playbook', 'switch'];
    expect(decide('check', { finished, isHealthy: true })).toEqual(['playbook', 'switch']);
    expect(decide('check', { finished, isHealthy: false })).toEqual([]);
    expect(decide('switch', { finished: finished.slice(0, -1), isHealthy: true, isCurrent: false })).toEqual(
      [],
    );
    expect(
      decide('playbook', { finished: finished.slice(0, -2), isHealthy: true, isCurrent: false }),
    ).toEqual([]);
  });

  it('is over for a host that it had finished', () => {
    const progress = {
      ...progressOf([...untilStart, 'start'], undefined),
      outcome: { kind: 'done' } as const,
    };
    const runs = [{ progress, found: new Map() }];
    expect(decideResume({ runs, isCurrent: true, isHealthy: true, isRunning: true }).size).toBe(0);
    // Nor does what was done before that count any more.
    expect(decide(undefined, { ...healthy, since: runs, finished: [...untilStart, 'start'] })).toEqual([]);
  });

  it('is the stop as well when it was interrupted before the start, unless something answers there again', () => {
    const finished: readonly StepKind[] = ['inspect', 'drain', 'maintain', 'stop'];
    const isCurrent = false;
    expect(decide('switch', { finished, isCurrent })).toEqual(['stop']);
    expect(decide('switch', { finished, isCurrent, isRunning: true })).toEqual([]);
    expect(decide('start', { end: exit(1) })).toEqual([]);
    expect(decide(undefined, { finished: [...finished, 'switch'] })).toEqual(['stop', 'switch']);
  });

  it('is the start also where it is not healthy yet, when nobody has seen it healthy: that is waited for', () => {
    expect(decide('check', { finished: [...untilStart, 'start'] })).toEqual(['stop', 'switch', 'start']);
    expect(decide('warm', { finished: [...untilStart, 'start', 'check'], end: exit(0) })).toEqual([]);
  });

  it('is what each of several interrupted rollouts has done, one after the other', () => {
    const finished: readonly StepKind[] = [...untilStart, 'start', 'check'];
    const onlyLooked = runOf(['stage', 'verify', 'unpack', 'inspect', 'precheck'], 'drain');
    expect(decide('warm', { ...healthy, finished, end: exit(0), since: [onlyLooked, onlyLooked] })).toEqual([
      'stop',
      'switch',
      'start',
      'warm',
    ]);
    const stoppedAgain = runOf(['inspect', 'drain', 'maintain'], 'stop', { kind: 'vanished', why: 'gone' });
    expect(decide('admit', { ...healthy, finished, since: [stoppedAgain] })).toEqual([]);
    expect(decide('start', { end: exit(0), since: [runOf(['stage'], undefined)] })).toEqual([
      'stop',
      'switch',
      'start',
    ]);
  });

  it('is no start that an earlier one had failed to do', () => {
    const failedStart = runOf(untilStart, 'start', exit(1));
    expect(decide('switch', { finished: ['stop'], since: [failedStart] })).toEqual([]);
  });
});

describe('a rollout that continues an interrupted one', () => {
  const effectsOn = (world: RolloutWorld, host: string): string[] =>
    world.effects.filter((effect) => effect.split(' ').includes(host));

  const before: RolloutState = {
    id: 'r-0',
    service: 'shop',
    environment: 'production',
    release: createRolloutWorld().plan.release,
    planSha256: 'a'.repeat(64),
    promotionId: undefined,
    batches: [],
    requestedAt: '',
    requestedBy: 'ann',
    startedAt: undefined,
    finishedAt: undefined,
    runner: undefined,
    status: { kind: 'interrupted', reason: 'killed' },
    hosts: { 'web-1': progressOf(untilStart, 'start') },
  };
  const started = (end: CommandEnd): EarlierStep => ({
    rolloutId: 'r-0',
    step: 'start',
    end,
    wasRunning: true,
  });
  const continueWith = (end: CommandEnd, of = 'r-0'): RolloutWorld =>
    createRolloutWorld({
      interruptedBefore: [before],
      alreadyThere: ['web-1'],
      downBefore: ['web-1'],
      earlierSteps: (host) => (host === 'web-1' ? [{ ...started(end), rolloutId: of }] : []),
    });

  it('does not run a step again that it finds ended well, and goes on behind it', async () => {
    const world = continueWith(exit(0));
    await world.run();
    const effects = effectsOn(world, 'web-1');
    expect(effects).not.toContain('web-1 stop');
    expect(effects).not.toContain('web-1 start');
    expect(effects).toContain('web-1 warm');
    expect(world.out).toEqual(new Set());
    const start = world.events.find((it) => it.kind === 'stepFinished' && it.stepId === 'web-1/start');
    expect(start).toMatchObject({ outcome: { kind: 'alreadyDone' } });
    const stage = world.events.find((it) => it.kind === 'stepFinished' && it.stepId === 'web-1/stage');
    expect(stage).toMatchObject({ detail: 'waited for an earlier rollout: start, exit code 0; uploaded' });
    expect(effectsOn(world, 'web-2')).toContain('web-2 start');
  });

  it('runs it again from stopping on when it failed, or was another rollout’s', async () => {
    for (const world of [continueWith(exit(1)), continueWith(exit(0), 'r-other')]) {
      await world.run();
      expect(effectsOn(world, 'web-1')).toEqual(
        expect.arrayContaining(['web-1 stop', 'web-1 switch', 'web-1 start']),
      );
    }
  });
});

describe('a lock that is lost in the middle', () => {
  it('stops everything, whatever the budget; the host is of unknown state and nothing more is sent', async () => {
    const world = createRolloutWorld({
      settings: { maxFailures: 3 },
      onCommand: (host, kind) =>
        host === 'web-1' && kind === 'switch' ? new Fault('HOST_LOCKED', 'taken over by bob') : undefined,
    });
    await world.run();
    const hosts = world.state().rollouts['r-1']?.hosts;
    expect(hosts?.['web-1']?.outcome).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('bob'),
    });
    expect(hosts?.['web-2']?.outcome).toBeUndefined();
    expect(world.effects.at(-1)).toBe('web-1 switch');
    expect(world.state().rollouts['r-1']?.status).toMatchObject({
      kind: 'finished',
      result: 'failed',
      reason: expect.stringContaining('taken over by bob'),
    });
  });
});

describe('the locks', () => {
  it('are given back when every outcome is recorded, before the end is told', async () => {
    const world = createRolloutWorld();
    await world.run();
    expect(world.events.at(-1)).toMatchObject({ kind: 'rolloutFinished' });
    expect(world.unlockedAfter()).toBe(world.events.length - 1);
  });

  it('stay when the journal cannot be written: nothing is settled', async () => {
    const world = createRolloutWorld({
      onRecord: (event) =>
        event.kind === 'stepBegun' && event.stepId === 'web-2/stop'
          ? new Fault('JOURNAL_UNWRITABLE', 'full')
          : undefined,
    });
    await expect(world.run()).rejects.toMatchObject({ code: 'JOURNAL_UNWRITABLE' });
    expect(world.unlockedAfter()).toBeUndefined();
  });
});
