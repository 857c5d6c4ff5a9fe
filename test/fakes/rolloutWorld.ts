import { hash } from 'node:crypto';
import type { JournalEvent } from '../../shared/journal/events.ts';
import { reduce } from '../../shared/journal/reduce.ts';
import { emptyJournalState, type JournalState, type RolloutState } from '../../shared/journal/state.ts';
import type { Plan } from '../../shared/model/plan.ts';
import type { RolloutSettings } from '../../shared/model/rolloutSettings.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { planRollout } from '../../electron/rollout/planRollout.ts';
import type {
  CommandEnd,
  EarlierStep,
  PoolAction,
  PoolMember,
  RolloutPorts,
} from '../../electron/rollout/ports.ts';
import { isDecisionAbout } from '../../electron/app/rolloutRules.ts';
import { runRollout } from '../../electron/rollout/runRollout.ts';
import { createEnginePort, engineLiteral, withEngine, type EngineStory } from './rolloutEngine.ts';
import { commit, createWorkspaceParts, sha } from './rolloutWorkspace.ts';

/**
 * A world of hosts and one balancer in memory, to tell stories about the runner in microseconds: what fails,
 * when, and what was touched. The same stories run against real sshd and HAProxy in test/integration/rollout.
 */
export interface RolloutWorld {
  readonly plan: Plan;
  readonly events: JournalEvent[];
  /** Every effect in order: `web-1 stop`, `lb-1 drain web-1`. */
  readonly effects: string[];
  /** Servers that are out of the pool now. */
  readonly out: ReadonlySet<string>;
  state(): JournalState;
  run(signal?: AbortSignal): Promise<void>;
  /** Lets time pass, in the middle of it. */
  passTime(ms: number): void;
  /** What a person decides, in the middle of it. */
  decide(event: JournalEvent): void;
  /** Largest number of servers that were out at once. */
  mostOut(): number;
  /** How many events were recorded when the locks were given back; `undefined` while they are held. */
  unlockedAfter(): number | undefined;
}

export interface WorldOptions {
  readonly hosts?: readonly string[];
  readonly settings?: Partial<RolloutSettings>;
  readonly withPool?: boolean;
  /** Decides how a script ends on a host; default exit code 0. */
  onCommand?(host: string, script: string): CommandEnd | Error | undefined;
  onUpload?(host: string): Error | undefined;
  /** Why the rollout may not go on with this batch; nothing where it may. */
  onBatch?(batch: number): string | undefined;
  onPool?(action: PoolAction, server: string): Error | undefined;
  onRecord?(event: JournalEvent): Error | undefined;
  /** When it is in the journal: the moment for a person to decide something. */
  onRecorded?(event: JournalEvent): void;
  /** Hosts that run the release already. */
  readonly alreadyThere?: readonly string[];
  readonly unhealthy?: readonly string[];
  readonly downBefore?: readonly string[];
  /** The service has an engine, which makes this of each host of a run; by default all is well. */
  readonly engine?: EngineStory;
  /** A rollout of the same plan that was interrupted before. */
  readonly interruptedBefore?: RolloutState;
  /** What it left on a host. */
  earlierSteps?(host: string): readonly EarlierStep[];
}

const rolloutId = 'r-1';

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
    poolLiteral: (action, member) =>
      member.balancers.map((balancer) => ({
        balancer,
        line: `${action} ${member.backend}/${member.server}`,
      })),
    ...(engine ? { engineLiteral } : {}),
  });

  const events: JournalEvent[] = [];
  const effects: string[] = [];
  const out = new Set<string>(options.downBefore);
  const upgraded = new Set<string>(options.alreadyThere);
  let state = emptyJournalState;
  let mostOut = 0;
  let unlockedAfter: number | undefined;
  let now = 0;
  const listeners = new Set<() => void>();

  const apply = (event: JournalEvent): void => {
    events.push(event);
    state = reduce(state, {
      seq: state.seq + 1,
      bodySha256: sha,
      chainSha256: sha,
      event,
      envelope: {
        format: 1,
        id: String(state.seq),
        at: new Date(now).toISOString(),
        monotonicMs: now,
        desktop: 'desk',
        app: 'test',
        actor: { kind: 'person', name: 'ann' },
      },
    });
  };

  const poolEffect = (action: PoolAction, member: PoolMember): void => {
    const refusal = options.onPool?.(action, member.server);
    if (refusal) throw refusal;
    effects.push(`lb-1 ${action} ${member.server}`);
    if (action === 'ready') out.delete(member.server);
    else out.add(member.server);
    mostOut = Math.max(mostOut, out.size);
  };

  const runScript = (name: string, script: string): ScriptRun => {
    const kind = kindOf(script);
    effects.push(`${name} ${kind}`);
    const end = options.onCommand?.(name, kind);
    if (end instanceof Error) throw end;
    if (end) return { end, output: 'it broke' };
    return { end: { kind: 'exited', exitCode: 0 }, output: answerOf(kind, upgraded.has(name)) };
  };

  const ports: RolloutPorts = {
    approveBatch: async (rolloutId, batch) => {
      const reason = options.onBatch?.(batch);
      if (reason !== undefined)
        await ports.journal.record([{ kind: 'rolloutStopRequested', rolloutId, reason }]);
    },
    host: (name) => ({
      runStep: async (_, script) => {
        const ran = runScript(name, script);
        if (kindOf(script) === 'switch' && isSuccess(ran.end)) upgraded.add(name);
        return ran;
      },
      ask: async (script) => toAnswer(runScript(name, script)),
      change: async (script) => toAnswer(runScript(name, script)),
      earlierSteps: async () => options.earlierSteps?.(name) ?? [],
      upload: async () => {
        const refusal = options.onUpload?.(name);
        if (refusal) throw refusal;
        effects.push(`${name} upload`);
      },
    }),
    lockAgain: async (name) => void effects.push(`${name} lockAgain`),
    unlock: async () => void (unlockedAfter = events.length),
    pool: {
      literal: () => [],
      perform: async (action, member) => {
        poolEffect(action, member);
        return [];
      },
      awaitDrained: async () => ({ kind: 'drained' }),
      shutdownSessions: async () => undefined,
      awaitPoolHealthy: async () => ({ kind: 'healthy', blind: false }),
      awaitInService: async () => ({ kind: 'inService' }),
      observe: async (member) => ({ inService: !out.has(member.server), saw: 'seen' }),
      capacity: async (member) => [
        {
          balancer: 'lb-1',
          up: names.length - out.size,
          servers: names.length,
          queued: 0,
          memberIsUp: !out.has(member.server),
        },
      ],
    },
    checks: {
      run: async (name) => ({ passed: !(options.unhealthy?.includes(name) ?? false), detail: 'looked' }),
      readVersion: async () => undefined,
    },
    ...(engine ? { engine: createEnginePort(engine, effects) } : {}),
    journal: {
      record: async (batch) => {
        for (const event of batch) {
          const refusal = options.onRecord?.(event);
          if (refusal) throw refusal;
        }
        for (const event of batch) {
          apply(event);
          if (isDecisionAbout(event, rolloutId)) for (const listener of listeners) listener();
          options.onRecorded?.(event);
        }
      },
      recordIf: async (id, may, batch) => {
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
      interruptedBefore: () => options.interruptedBefore,
      debtsOf: (of) =>
        Object.values(state.debts)
          .filter((debt) => debt.host === of.host)
          .map((debt) => debt.id),
    },
    clock: {
      now: () => new Date(now),
      monotonicMs: () => now,
      delay: (ms, { signal }) =>
        // A time limit is waited for beside everything else: it passes when the story says so.
        ms > 0 && ms === parts.target.settings.timeLimitMs
          ? new Promise((_, reject) =>
              signal?.addEventListener('abort', () => reject(new Error('enough')), { once: true }),
            )
          : Promise.resolve(void (now += ms)),
    },
    createId: () => `id-${events.length}`,
    tick: () => undefined,
    source: parts.release.source,
  };

  return {
    plan,
    events,
    effects,
    out,
    state: () => state,
    passTime: (ms) => void (now += ms),
    decide: (event) => {
      apply(event);
      for (const listener of listeners) listener();
      options.onRecorded?.(event);
    },
    mostOut: () => mostOut,
    unlockedAfter: () => unlockedAfter,
    run: (signal = new AbortController().signal) => {
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
      return runRollout({ rolloutId, plan, ...parts, ports, quote: (word) => `'${word}'`, signal });
    },
  };
}

interface ScriptRun {
  readonly end: CommandEnd;
  readonly output: string;
}

function isSuccess(end: CommandEnd): boolean {
  return end.kind === 'exited' && end.exitCode === 0;
}

function toAnswer({ end, output }: ScriptRun): { exitCode: number; output: string } {
  return { exitCode: end.kind === 'exited' ? end.exitCode : 1, output };
}

function kindOf(script: string): string {
  const known = [
    ['run-precheck', 'precheck'],
    ['run-stop', 'stop'],
    ['run-start', 'start'],
    ['run-warm', 'warm'],
    ['can be brought back', 'arm'],
    ['mv -T', 'switch'],
    ['sha256sum', 'verify'],
    ['tar -xzf', 'unpack'],
    ['mkdir -p', 'prepare'],
    ['cat --', 'inspect'],
  ] as const;
  return known.find(([text]) => script.includes(text))?.[1] ?? 'unknown';
}

function answerOf(kind: string, upgraded: boolean): string {
  switch (kind) {
    case 'prepare':
      return 'absent';
    case 'verify':
      return `sha256 ${sha}`;
    case 'inspect':
      return upgraded ? `service shop\nversion 2.0.0\ncommit ${commit}\nsha256 ${sha}\n` : 'none';
    default:
      return '';
  }
}
