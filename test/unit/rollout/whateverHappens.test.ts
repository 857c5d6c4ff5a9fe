import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decidePause,
  decideResumption,
  decideRetry,
  decideSkip,
  decideStop,
} from '../../../electron/app/rolloutDecisions.ts';
import type { EngineEnd } from '../../../electron/rollout/ports.ts';
import type { JournalEvent } from '../../../shared/journal/events.ts';
import type { HostProgress, JournalState } from '../../../shared/journal/state.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';

const acts = [
  'pause',
  'resume',
  'retry',
  'skip',
  'finish',
  'holdOut',
  'rollBackInFlight',
  'rollBackAll',
] as const;
type Act = (typeof acts)[number];

const hour = 3_600_000;
const moment = fc.nat(260);

/** An engine works on all canaries at once, of which only one may be out here. */
function canaryOf(kind: 'person' | 'time' | 'light', hasEngine: boolean) {
  switch (kind) {
    case 'person':
      return { hosts: 1, hold: { kind } };
    case 'time':
      return { hosts: 1, hold: { kind, ms: 2_000 } };
    case 'light':
      return { hosts: hasEngine ? 1 : 2, hold: { kind: 'person' as const }, weight: { percent: 10 } };
  }
}

const story = fc.record({
  hosts: fc.integer({ min: 2, max: 6 }),
  parallel: fc.integer({ min: 1, max: 3 }),
  maxFailures: fc.integer({ min: 0, max: 2 }),
  onFailure: fc.constantFrom('stop' as const, 'pause' as const, 'rollback' as const),
  canary: fc.constantFrom('none' as const, 'person' as const, 'time' as const, 'light' as const),
  /** A playbook works on a batch at once, in the place of commands. */
  hasEngine: fc.boolean(),
  failures: fc.array(
    fc.record({
      host: fc.nat(5),
      step: fc.constantFrom('precheck', 'stop', 'switch', 'start', 'warm', 'verify', 'playbook'),
      isForGood: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  /** What a person does after so many records, and about which host. */
  decisions: fc.array(fc.record({ after: fc.nat(120), act: fc.constantFrom(...acts), host: fc.nat(5) }), {
    maxLength: 6,
  }),
  /** What a person does when the rollout waits for one. */
  answers: fc.array(fc.record({ act: fc.constantFrom(...acts), host: fc.nat(5) }), { maxLength: 6 }),
  /** Before or after which effects and records the process dies; each time another one goes on. */
  kills: fc.array(moment, { maxLength: 4 }),
  /** When somebody takes the locks over. */
  takeover: fc.option(moment, { nil: undefined }),
  /** When the time limit has passed, where there is one. */
  lateAt: fc.option(moment, { nil: undefined }),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const quiet: Story = {
  hosts: 4,
  parallel: 2,
  maxFailures: 0,
  onFailure: 'stop',
  canary: 'none',
  hasEngine: false,
  failures: [],
  decisions: [],
  answers: [],
  kills: [],
  takeover: undefined,
  lateAt: undefined,
};

const playbookFailed: EngineEnd = {
  kind: 'failed',
  command: 'run',
  trouble: 'stepFailed',
  message: 'it broke',
};

function decide(state: JournalState, rolloutId: string, act: Act, host: string): JournalEvent[] {
  try {
    switch (act) {
      case 'pause':
        return decidePause(state, { rolloutId, reason: 'a person' });
      case 'resume':
        return decideResumption(state, { rolloutId });
      case 'retry':
        return decideRetry(state, { rolloutId, host });
      case 'skip':
        return decideSkip(state, { rolloutId, host, reason: 'a person' }, () => `debt-${host}`);
      case 'finish':
      case 'holdOut':
      case 'rollBackInFlight':
      case 'rollBackAll':
        return decideStop(state, { rolloutId, reason: 'a person', how: act });
    }
  } catch (error) {
    if (error instanceof Fault) return []; // refused, with its reason
    throw error;
  }
}

interface Played {
  readonly world: RolloutWorld;
  /** Hosts that a decision about another host has changed. */
  readonly strayDecisions: readonly string[];
}

/** Carries it out to its end: whenever the process is killed, another one goes on. */
async function play(of: Story): Promise<Played> {
  const names = Array.from({ length: of.hosts }, (_, index) => `web-${index + 1}`);
  const nameOf = (host: number): string => names[host % names.length] ?? '';
  const failed = new Set<string>();
  const answers = [...of.answers];
  const strayDecisions: string[] = [];
  let isSettled = false;
  let records = 0;
  const take = (act: Act, host: number): void =>
    queueMicrotask(() => {
      const before = hostsOf(world);
      for (const event of decide(world.state(), world.rolloutId(), act, nameOf(host))) world.decide(event);
      for (const other of Object.values(hostsOf(world)))
        if (other.host !== nameOf(host) && other !== before[other.host])
          strayDecisions.push(`${act} of ${nameOf(host)} changed ${other.host}`);
    });
  const fails = (host: string, step: string): boolean => {
    const failure = of.failures.find((it) => nameOf(it.host) === host && it.step === step);
    const isOver = failed.has(`${host} ${step}`) && !failure?.isForGood;
    if (!failure || isOver) return false;
    failed.add(`${host} ${step}`);
    return true;
  };
  const world = createRolloutWorld({
    hosts: names,
    settings: {
      parallel: of.parallel,
      batches: [1, { percent: 50 }],
      maxFailures: of.maxFailures,
      onFailure: of.onFailure,
      ...(of.canary === 'none' ? {} : { canary: canaryOf(of.canary, of.hasEngine) }),
      ...(of.lateAt === undefined ? {} : { timeLimitMs: hour }),
    },
    onCommand: (host, step) => (fails(host, step) ? { kind: 'exited', exitCode: 1 } : undefined),
    ...(of.hasEngine
      ? { engine: { onRun: (host) => (fails(host, 'playbook') ? playbookFailed : undefined) } }
      : {}),
    onMoment: (now) => {
      if (isSettled) return;
      if (now === of.takeover) world.takeOver();
      if (now === of.lateAt) world.passTime(hour);
      if (of.kills.includes(now)) world.kill();
    },
    onRecorded: (event) => {
      if (isSettled) return;
      records += 1;
      for (const decision of of.decisions.filter((it) => it.after === records))
        take(decision.act, decision.host);
      // Whoever pauses has to go on some day; in the end it is stopped.
      const isWaiting = statusOf(world)?.kind === 'paused';
      const isIdle =
        event.kind === 'rolloutPaused' || event.kind === 'hostFinished' || event.kind === 'hostSkipped';
      const [answer] = answers.splice(0, isWaiting && isIdle ? 1 : 0);
      if (answer) take(answer.act, answer.host);
    },
  });
  do {
    const run = world.run();
    let isOver = false;
    const over = run.finally(() => (isOver = true));
    for (let turn = 0; turn < 200 && !isOver; turn += 1) await new Promise(setImmediate);
    if (!isOver) take('finish', 0);
    for (let turn = 0; turn < 2_000 && !isOver; turn += 1) await new Promise(setImmediate);
    if (!isOver) throw new Error(`it does not end:\n${tell(of, world)}`);
    await over;
  } while (statusOf(world)?.kind === 'interrupted');
  isSettled = true;
  return { world, strayDecisions };
}

const statusOf = (world: RolloutWorld) => world.state().rollouts[world.rolloutId()]?.status;
const hostsOf = (world: RolloutWorld): Readonly<Record<string, HostProgress>> =>
  world.state().rollouts[world.rolloutId()]?.hosts ?? {};
const changes = (effects: readonly string[]): readonly string[] =>
  effects.filter((it) => / (stop|switch|start|warm)$|^lb-1 /.test(it));

/** Plays it and judges its end; what is wrong is told as a story, which is also what is left of it when it is shrunk. */
async function judge(of: Story): Promise<void> {
  const { world, strayDecisions } = await play(of);
  try {
    expectSettled(world, of);
    expect(strayDecisions).toEqual([]);
    expect(world.wrongs).toEqual([]);
    await expectNothingMoreToDo(world);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${tell(of, world)}`, {
      cause: error,
    });
  }
}

function expectSettled(world: RolloutWorld, of: Story): void {
  expect(statusOf(world)?.kind).toBe('finished');
  expect(world.mostOut()).toBeLessThanOrEqual(of.hosts - Math.ceil(of.hosts / 2));
  const owed = new Set(Object.values(world.state().debts).map((debt) => debt.host));
  for (const host of [...world.out, ...world.light])
    expect([host, 'owed', owed.has(host)]).toEqual([host, 'owed', true]);
  for (const { host, outcome, steps } of Object.values(hostsOf(world))) {
    const isDone = outcome?.kind === 'done' || outcome?.kind === 'unchanged';
    expect([host, 'done and out', isDone && world.out.has(host)]).toEqual([host, 'done and out', false]);
    const isForgotten = outcome?.kind === 'skipped' && !owed.has(host);
    expect([host, 'skipped and not owed', isForgotten]).toEqual([host, 'skipped and not owed', false]);
    // Every intent has an outcome; those of interrupted rollouts are shown as unknown.
    expect(steps.filter((step) => step.result === undefined)).toEqual([]);
  }
  expect(world.unlockedAfter()).toBe(world.events.length - 1);
}

/** Running again changes nothing where all is done. */
async function expectNothingMoreToDo(world: RolloutWorld): Promise<void> {
  const isAllDone = Object.values(hostsOf(world)).every(
    ({ outcome }) => outcome?.kind === 'done' || outcome?.kind === 'unchanged',
  );
  if (!isAllDone) return;
  const soFar = world.effects.length;
  let isOver = false;
  const over = world.run().finally(() => (isOver = true));
  for (let turn = 0; turn < 2_000 && !isOver; turn += 1) {
    await new Promise(setImmediate);
    // A canary that is held for a person is shown to one again.
    if (statusOf(world)?.kind === 'paused')
      for (const event of decide(world.state(), world.rolloutId(), 'resume', 'web-1')) world.decide(event);
  }
  expect(isOver).toBe(true);
  await over;
  expect(changes(world.effects.slice(soFar))).toEqual([]);
  expect(Object.values(hostsOf(world)).map(({ phase }) => phase)).toEqual(
    Object.keys(hostsOf(world)).map(() => 'unchanged'),
  );
}

function tell(of: Story, world: RolloutWorld): string {
  const host = (index: number): string => `web-${(index % of.hosts) + 1}`;
  return [
    `Given ${of.hosts} hosts, ${of.parallel} at once, ${of.maxFailures} failures allowed, on failure ${of.onFailure}, canary ${of.canary}`,
    ...of.failures.map(
      (it) => `when ${it.step} fails on ${host(it.host)}${it.isForGood ? ' again and again' : ' once'}`,
    ),
    ...of.decisions.map(
      (it) => `when a person decides "${it.act} ${host(it.host)}" after record ${it.after}`,
    ),
    ...of.answers.map((it) => `when a person answers "${it.act} ${host(it.host)}" where it waits`),
    ...of.kills.map((it) => `when the process is killed at moment ${it}`),
    ...(of.takeover === undefined ? [] : [`when the locks are taken over at moment ${of.takeover}`]),
    ...(of.lateAt === undefined ? [] : [`when the time limit has passed at moment ${of.lateAt}`]),
    'then:',
    ...world.story,
  ].join('\n');
}

describe('whatever fails, is killed, and is decided by persons meanwhile', () => {
  it('no more hosts are out than the pool can spare, each that is out at the end is a debt, and nothing is done twice', async () => {
    await fc.assert(fc.asyncProperty(story, judge), { numRuns: 300 });
  }, 240_000);

  it('a rollout that is killed at each of its moments in turn comes to its end', async () => {
    const { world } = await play({ ...quiet, hosts: 3 });
    const moments = world.story.length;
    expect(moments).toBeGreaterThan(100);
    for (let kill = 1; kill <= moments; kill += 1) {
      // Every second one goes on twice and is killed again: soon, and late.
      await judge({ ...quiet, hosts: 3, kills: kill % 2 === 0 ? [kill] : [kill, kill + 40, kill + 80] });
    }
  });

  it('tells what it found as a story', async () => {
    const { world } = await play({ ...quiet, hosts: 2, parallel: 1, kills: [60] });
    expect(tell({ ...quiet, hosts: 2, kills: [60] }, world)).toMatch(
      /^Given 2 hosts[^]*when the process is killed at moment 60\nthen:[^]*web-1: drain begins\n[^]*\(killed\)\n[^]*rollout succeeded$/,
    );
  });
});
