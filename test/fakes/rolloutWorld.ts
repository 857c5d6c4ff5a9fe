import { hash } from 'node:crypto';
import type { JournalEvent } from '../../shared/journal/events.ts';
import { reduce } from '../../shared/journal/reduce.ts';
import { emptyJournalState } from '../../shared/journal/state.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { describeRecord } from '../../shared/view/describeRecord.ts';
import { planRollout } from '../../electron/rollout/planRollout.ts';
import type { RolloutPorts } from '../../electron/rollout/ports.ts';
import { toInterruptionEvents } from '../../electron/app/interruptedRollouts.ts';
import { findInterruptedBefore, isDecisionAbout } from '../../electron/app/rolloutRules.ts';
import { runRollout } from '../../electron/rollout/runRollout.ts';
import { createFakePools } from './fakePools.ts';
import { createServices } from './fakeServices.ts';
import { answerOf, isSuccess, kindOf, toAnswer, type ScriptRun } from './hostScriptAnswers.ts';
import { createEnginePort, engineLiteral, withEngine } from './rolloutEngine.ts';
import { createWorkspaceParts, sha } from './rolloutWorkspace.ts';
import { createWorldClock } from './worldClock.ts';
import type { RolloutWorld, WorldOptions } from './worldStory.ts';

export type { RolloutWorld, WorldOptions } from './worldStory.ts';

/** For a process that is gone: no answer comes. */
const never = new Promise<never>(() => undefined);

/** One process, as long as it lives. */
interface Life {
  readonly rolloutId: string;
  readonly lock: number;
  readonly killed: PromiseWithResolvers<void>;
  isOver: boolean;
  /** Servers that the balancer called healthy since they were admitted in this run. */
  readonly healthy: Set<string>;
}

/**
 * A world of hosts and one balancer in memory, to tell stories about the runner in microseconds: what fails,
 * when, and what was touched; a process that is killed at any moment, and the next one that goes on. The same stories run
 * against real sshd and HAProxy in test/integration/rollout.
 */
export function createRolloutWorld(options: WorldOptions = {}): RolloutWorld {
  const names = options.hosts ?? ['web-1', 'web-2', 'web-3', 'web-4'];
  const withPool = options.withPool ?? true;
  const written = createWorkspaceParts(names, withPool, options.settings ?? {});
  const { engine } = options;
  const parts = engine ? { ...written, service: withEngine(written.service) } : written;
  const plan = planRollout({
    ...parts,
    servers: names.length,
    quote: (word) => `'${word}'`,
    pool: {
      literal: (action, member) =>
        member.balancers.map((balancer) => ({
          balancer,
          line: `${action} ${member.backend}/${member.server}`,
        })),
      literalState: () => [],
      literalShare: ({ balancers, server }, percent) =>
        balancers.map((balancer) => ({ balancer, line: `weight ${server} ${percent}` })),
    },
    ...(engine ? { engineLiteral } : {}),
  });

  const events: JournalEvent[] = [];
  const effects: string[] = [];
  const story: string[] = [];
  const upgraded = new Set<string>(options.alreadyThere);
  const services = createServices((wrong) => void wrongs.push(wrong));
  const wrongs: string[] = [];
  /** What ran on the hosts, by rollout, host and step: found again, and not done twice. */
  const steps = new Map<string, ScriptRun & { readonly rolloutId: string; readonly step: string }>();
  let state = emptyJournalState;
  let unlockedAfter: number | undefined;
  const clock = createWorldClock({ hasTimeLimit: parts.target.settings.timeLimitMs !== undefined });
  let moments = 0;
  let runs = 0;
  let lock = 0;
  let life: Life | undefined;
  const listeners = new Set<() => void>();

  const apply = (event: JournalEvent): void => {
    events.push(event);
    const envelope = {
      format: 1 as const,
      id: String(state.seq),
      at: clock.now().toISOString(),
      monotonicMs: clock.monotonicMs(),
      desktop: 'desk',
      app: 'test',
      actor: { kind: 'person' as const, name: 'ann' },
    };
    story.push(describeRecord({ event, envelope }));
    state = reduce(state, { seq: state.seq + 1, bodySha256: sha, chainSha256: sha, event, envelope });
    services.note(event);
  };

  let ids = 0;
  const createId = (): string => `id-${(ids += 1)}`;

  const act = (effect: string): void => {
    effects.push(effect);
    story.push(`  > ${effect}`);
  };

  const runScript = (name: string, script: string): ScriptRun => {
    const kind = kindOf(script);
    act(`${name} ${kind}`);
    const end = options.onCommand?.(name, kind) ?? { kind: 'exited', exitCode: 0 };
    if (end instanceof Error) throw end;
    services.ran(name, kind, isSuccess(end));
    if (kind === 'switch' && isSuccess(end)) upgraded.add(name);
    return { end, output: isSuccess(end) ? answerOf(kind, upgraded.has(name)) : 'it broke' };
  };

  const pools = createFakePools({
    names,
    options,
    act,
    onWrong: (wrong) => void wrongs.push(wrong),
  });

  const createPorts = (own: Life): RolloutPorts => {
    /** One of the moments; whether the process has died by then. */
    const isOver = (): boolean => {
      if (!own.isOver) options.onMoment?.((moments += 1));
      return own.isOver;
    };
    const requireLock = (): void => {
      if (own.lock !== lock) throw new Fault('HOST_LOCKED', 'taken over by bob');
    };
    const once = async <T>(effect: () => T): Promise<T> => {
      if (isOver()) return never;
      const result = effect();
      return isOver() ? never : result;
    };
    const ports: RolloutPorts = {
      approveBatch: async (rolloutId, batch) => {
        if (own.isOver) return never;
        const reason = options.onBatch?.(batch);
        if (reason !== undefined)
          await ports.journal.record([{ kind: 'rolloutStopRequested', rolloutId, reason }]);
      },
      host: (name) => ({
        runStep: (step, script, { signal }) =>
          once((): ScriptRun => {
            if (signal?.aborted) return { end: { kind: 'cancelled' }, output: '' };
            requireLock();
            const key = `${own.rolloutId}/${name}/${step}`;
            const ran = steps.get(key) ?? { ...runScript(name, script), rolloutId: own.rolloutId, step };
            steps.set(key, ran);
            return ran;
          }),
        ask: (script) => once(() => toAnswer(runScript(name, script))),
        change: (script) =>
          once(() => {
            requireLock();
            return toAnswer(runScript(name, script));
          }),
        earlierSteps: () =>
          once(
            () =>
              options.earlierSteps?.(name) ??
              [...steps].flatMap(([key, { rolloutId, step, end }]) =>
                rolloutId !== own.rolloutId && key.startsWith(`${rolloutId}/${name}/`)
                  ? [{ rolloutId, step, end, wasRunning: false }]
                  : [],
              ),
          ),
        upload: () =>
          once(() => {
            const refusal = options.onUpload?.(name);
            if (refusal) throw refusal;
            act(`${name} upload`);
          }),
      }),
      lockAgain: (name) => once(() => act(`${name} lockAgain`)),
      unlock: () =>
        once(() => {
          unlockedAfter = events.length;
          if (own.lock === lock) steps.clear();
        }),
      pool: pools.of(own.healthy, { once, requireLock }),
      ...(engine ? { engine: createEnginePort(engine, effects, { isOver, never }) } : {}),
      checks: {
        run: async (name) => ({
          passed: services.isRunning(name) && !(options.unhealthy?.includes(name) ?? false),
          detail: 'looked',
        }),
        readVersion: async () => undefined,
      },
      journal: {
        record: (batch) =>
          once(() => {
            for (const event of batch) {
              const refusal = options.onRecord?.(event);
              if (refusal) throw refusal;
            }
            for (const event of batch) {
              apply(event);
              if (isDecisionAbout(event, own.rolloutId)) for (const listener of listeners) listener();
              options.onRecorded?.(event);
            }
          }),
        recordIf: async (id, may, batch) => {
          if (own.isOver) return never;
          if (!may(ports.journal.rollout(id))) return false;
          await ports.journal.record(batch);
          return true;
        },
        onDecision: (_, listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        keep: async (text) => hash('sha256', text),
        rollout: (id) => {
          const rollout = state.rollouts[id];
          if (!rollout) throw new Fault('NOT_FOUND', id);
          return rollout;
        },
        interruptedBefore: (id) => options.interruptedBefore ?? findInterruptedBefore(state, id),
        debtsOf: (of) =>
          Object.values(state.debts)
            .filter((debt) => debt.host === of.host)
            .map((debt) => debt.id),
      },
      clock,
      createId,
      tick: () => undefined,
      source: parts.release.source,
    };
    return ports;
  };

  return {
    plan,
    events,
    effects,
    story,
    wrongs,
    out: pools.out,
    light: pools.light,
    state: () => state,
    rolloutId: () => `r-${runs}`,
    passTime: (ms) => clock.passTime(ms),
    setClockBack: (ms) => clock.setClockBack(ms),
    decide: (event) => {
      apply(event);
      for (const listener of listeners) listener();
      options.onRecorded?.(event);
    },
    kill: () => {
      if (!life || life.isOver) return;
      life.isOver = true;
      story.push('  (killed)');
      listeners.clear();
      life.killed.resolve();
    },
    takeOver: () => {
      lock += 1;
      story.push('  (bob takes the locks over)');
    },
    mostOut: () => pools.mostOut(),
    unlockedAfter: () => unlockedAfter,
    run: async (signal = new AbortController().signal) => {
      runs += 1;
      lock += 1;
      const rolloutId = `r-${runs}`;
      const killed = Promise.withResolvers<void>();
      const own: Life = { rolloutId, lock, killed, isOver: false, healthy: new Set() };
      life = own;
      const { service: name, environment, release, batches } = plan;
      apply({
        kind: 'rolloutRequested',
        rolloutId,
        service: name,
        environment,
        release,
        planSha256: sha,
        batches,
      });
      apply({
        kind: 'rolloutStarted',
        rolloutId,
        runner: { machine: 'desk', pid: 1, processIdentity: 'x' },
      });
      const ports = createPorts(own);
      const carryingOut = runRollout({
        rolloutId,
        plan,
        ...parts,
        ports,
        quote: (word) => `'${word}'`,
        signal,
      });
      await Promise.race([carryingOut, killed.promise]);
      if (!own.isOver) return;
      for (const event of toInterruptionEvents(state, rolloutId, 'killed', createId)) apply(event);
    },
  };
}
