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
import type { JournalState } from '../../../shared/journal/state.ts';
import { Fault } from '../../../shared/protocol/fault.ts';
import { createRolloutWorld, type RolloutWorld } from '../../fakes/rolloutWorld.ts';

const rolloutId = 'r-1';
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

const story = fc.record({
  hosts: fc.integer({ min: 2, max: 6 }),
  parallel: fc.integer({ min: 1, max: 3 }),
  maxFailures: fc.integer({ min: 0, max: 2 }),
  onFailure: fc.constantFrom('stop' as const, 'pause' as const, 'rollback' as const),
  isCanary: fc.boolean(),
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
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

const playbookFailed: EngineEnd = {
  kind: 'failed',
  command: 'run',
  trouble: 'stepFailed',
  message: 'it broke',
};

function decide(state: JournalState, act: Act, host: string): JournalEvent[] {
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

async function play(of: Story): Promise<RolloutWorld> {
  const names = Array.from({ length: of.hosts }, (_, index) => `web-${index + 1}`);
  const nameOf = (host: number): string => names[host % names.length] ?? '';
  const failed = new Set<string>();
  const answers = [...of.answers];
  let records = 0;
  const take = (act: Act, host: number): void =>
    queueMicrotask(() => {
      for (const event of decide(world.state(), act, nameOf(host))) world.decide(event);
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
      ...(of.isCanary ? { canary: { hosts: 1, hold: { kind: 'person' as const } } } : {}),
    },
    onCommand: (host, step) => (fails(host, step) ? { kind: 'exited', exitCode: 1 } : undefined),
    ...(of.hasEngine
      ? { engine: { onRun: (host) => (fails(host, 'playbook') ? playbookFailed : undefined) } }
      : {}),
    onRecorded: (event) => {
      records += 1;
      for (const decision of of.decisions.filter((it) => it.after === records))
        take(decision.act, decision.host);
      // Whoever pauses has to go on some day; in the end it is stopped.
      const isWaiting = world.state().rollouts[rolloutId]?.status.kind === 'paused';
      const isIdle =
        event.kind === 'rolloutPaused' || event.kind === 'hostFinished' || event.kind === 'hostSkipped';
      const [answer] = answers.splice(0, isWaiting && isIdle ? 1 : 0);
      if (answer) take(answer.act, answer.host);
    },
  });
  const run = world.run();
  let isOver = false;
  const over = run.finally(() => (isOver = true));
  for (let turn = 0; turn < 200 && !isOver; turn += 1) await new Promise(setImmediate);
  if (!isOver) take('finish', 0);
  await over;
  return world;
}

const order = (world: RolloutWorld, server: string): string[] =>
  world.effects
    .filter((it) => it.startsWith('lb-1') && it.endsWith(` ${server}`))
    .map((it) => it.split(' ')[1] ?? '');

describe('whatever fails, and whatever persons decide meanwhile', () => {
  it('no more hosts are out than the pool can spare, and each that is out at the end is a debt', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (of) => {
        const world = await play(of);
        const { status, hosts = {} } = world.state().rollouts[rolloutId] ?? {};
        expect(status?.kind).toBe('finished');
        expect(world.mostOut()).toBeLessThanOrEqual(of.hosts - Math.ceil(of.hosts / 2));

        const owed = new Set(Object.values(world.state().debts).map((debt) => debt.host));
        for (const host of world.out) expect([host, owed.has(host)]).toEqual([host, true]);
        for (const { host, outcome, steps } of Object.values(hosts)) {
          const isDone = outcome?.kind === 'done' || outcome?.kind === 'unchanged';
          expect([host, isDone && world.out.has(host)]).toEqual([host, false]);
          expect([host, outcome?.kind === 'skipped' && !owed.has(host)]).toEqual([host, false]);
          // Every intent has an outcome.
          expect(steps.filter((step) => step.result === undefined)).toEqual([]);
        }
        expect(world.unlockedAfter()).toBe(world.events.length - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('no host gets traffic that the balancer has not checked in this run', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (of) => {
        const world = await play(of);
        for (const host of Object.keys(world.state().rollouts[rolloutId]?.hosts ?? {})) {
          const actions = order(world, host);
          const before = actions.flatMap((action, index) => (action === 'ready' ? [actions[index - 1]] : []));
          expect([host, ...before]).toEqual([host, ...before.map(() => 'admit')]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
