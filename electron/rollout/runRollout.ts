import { isUnderWay } from '../../shared/journal/rolloutStatus.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import type { RolloutState } from '../../shared/journal/state.ts';
import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { DeploymentTarget, Host, Service } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { decideNext, type Decision } from './decideNext.ts';
import { hostsLeftLight } from './lightHosts.ts';
import { memberOf, scriptContext } from './planSteps.ts';
import { createGathering, type Gathering } from './gathering.ts';
import type { EngineEnd, EnginePort, RolloutPorts } from './ports.ts';
import { raiseHost, stageHost, upgradeHost, type HostContext } from './runHost.ts';
import { createTurns } from './turns.ts';

export interface RolloutRun {
  readonly rolloutId: string;
  readonly plan: Plan;
  readonly target: DeploymentTarget;
  readonly service: Service;
  readonly hosts: readonly Host[];
  readonly ports: RolloutPorts;
  readonly quote: (word: string) => string;
  readonly signal: AbortSignal;
}

/**
 * Carries out a plan: decide, act, record, look again, until the decision is that it has ended. The loop
 * remembers nothing but who is in flight and which batches may be touched; all else it reads from the journal each time.
 * Rejects when the journal cannot be written: then nothing more is sent anywhere.
 */
export async function runRollout(run: RolloutRun): Promise<void> {
  const { rolloutId, plan, ports } = run;
  const inFlight = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const approved = new Set<number>();
  const begin = createBeginning(run, { inFlight, failures });
  const begunMs = ports.clock.monotonicMs();
  const decisions = listenToDecisions(run, {
    onDecision: (rollout) => {
      approved.clear(); // much time may have passed until a person decided
      if (isCutShort(rollout)) begin.cutShort();
    },
  });
  try {
    for (;;) {
      if (failures.length > 0 || run.signal.aborted) {
        await Promise.all(inFlight.values());
        throw failures[0] ?? run.signal.reason;
      }
      const decided = decisions.next();
      const rollout = ports.journal.rollout(rolloutId);
      if (!isUnderWay(rollout.status)) {
        // Somebody believed this process to be gone, and may go on in its place: begin nothing more.
        await Promise.all(inFlight.values());
        throw new Fault('CANCELLED', `Rollout ${rolloutId} is ${rollout.status.kind} by now.`);
      }
      const leftMs = timeLeftMs(run, rollout, begunMs);
      const decision = decideNext(plan, rollout, new Set(inFlight.keys()), leftMs <= 0);
      switch (decision.kind) {
        case 'stage':
          for (const host of decision.hosts) begin.work(host, stageHost);
          break;
        case 'upgrade': {
          const batch = decision.hosts[0]?.batch ?? 0;
          if (!approved.has(batch)) {
            // Whether it may go on is asked anew; where not, the next decision is to stop.
            await ports.approveBatch(rolloutId, batch);
            approved.add(batch);
            break;
          }
          begin.upgrade(decision.hosts);
          break;
        }
        case 'raise':
          for (const host of decision.hosts) begin.work(host, raiseHost);
          break;
        case 'wait':
          await waitFor([...inFlight.values(), decided], leftMs, run);
          break;
        case 'abort':
          await recordAbort(run, decision);
          break;
        case 'pause':
          await recordPause(run, decision);
          break;
        case 'finish':
          await recordLight(run, hostsLeftLight(plan, rollout));
          await ports.unlock();
          return await ports.journal.record([
            {
              kind: 'rolloutFinished',
              rolloutId,
              result: decision.result,
              ...(decision.reason === undefined ? {} : { reason: decision.reason }),
              ...(decision.thenRollBack === undefined ? {} : { thenRollBack: decision.thenRollBack }),
            },
          ]);
      }
    }
  } finally {
    decisions.end();
  }
}

async function recordLight(
  { rolloutId, plan, ports }: RolloutRun,
  hosts: readonly PlanHost[],
): Promise<void> {
  const debts = hosts.flatMap(({ host }): JournalEvent[] => {
    const where = { service: plan.service, environment: plan.environment, host };
    if (ports.journal.debtsOf(where).length > 0) return [];
    const reason = `left at part of its weight by the rollout of ${plan.release.version}`;
    return [{ kind: 'debtOpened', debtId: ports.createId(), ...where, rolloutId, reason }];
  });
  if (debts.length > 0) await ports.journal.record(debts);
}

/** Hosts being worked on; `cutShort` cancels what runs on them, so that they are held out. */
function createBeginning(
  run: RolloutRun,
  of: { readonly inFlight: Map<string, Promise<void>>; readonly failures: unknown[] },
): {
  work(host: PlanHost, work: (context: HostContext) => Promise<void>): void;
  upgrade(hosts: readonly PlanHost[]): void;
  cutShort(): void;
} {
  const leavePool = createTurns();
  const held = new AbortController();
  const gathering = run.ports.engine && gatherFor(run, run.ports.engine, held.signal);
  const begin = {
    work: (planHost: PlanHost, work: (context: HostContext) => Promise<void>): void => {
      const task = work(hostContext(run, planHost, { leavePool, held: held.signal, gathering }))
        .catch((error: unknown) => void of.failures.push(error))
        .finally(() => of.inFlight.delete(planHost.host));
      of.inFlight.set(planHost.host, task);
    },
    upgrade: (hosts: readonly PlanHost[]): void => {
      for (const { host } of hosts) gathering?.enter(host);
      for (const planHost of hosts) {
        begin.work(planHost, (context) =>
          upgradeHost(context).finally(() => gathering?.leave(planHost.host)),
        );
      }
    },
    cutShort: (): void => held.abort(new Fault('CANCELLED', 'the rollout was stopped')),
  };
  return begin;
}

/** The engine's work is over when the rollout is interrupted, or stopped at once. */
function gatherFor(run: RolloutRun, engine: EnginePort, held: AbortSignal): Gathering<EngineEnd> {
  const signal = AbortSignal.any([run.signal, held]);
  const timeoutMs = run.plan.settings.stepTimeoutMs;
  return createGathering((hosts) => engine.run(hosts, { timeoutMs, signal }));
}

/** What persons decide meanwhile. `next` resolves with the first decision after it was asked for, or an interruption. */
function listenToDecisions(
  { rolloutId, ports, signal }: RolloutRun,
  listener: { onDecision(rollout: RolloutState): void },
): { next(): Promise<void>; end(): void } {
  let next = Promise.withResolvers<void>();
  const end = ports.journal.onDecision(rolloutId, () => {
    listener.onDecision(ports.journal.rollout(rolloutId));
    next.resolve();
  });
  const interrupt = (): void => next.resolve();
  signal.addEventListener('abort', interrupt, { once: true });
  return {
    next: () => {
      next = Promise.withResolvers<void>();
      if (signal.aborted) interrupt();
      return next.promise;
    },
    end: () => {
      end();
      signal.removeEventListener('abort', interrupt);
    },
  };
}

function isCutShort({ status }: RolloutState): boolean {
  return status.kind === 'stopping' && status.how !== 'finish';
}

/**
 * Infinite where there is no limit, and where it is being stopped already. A desktop that slept has lost that time; one whose
 * clock was set back has won none.
 */
function timeLeftMs(
  { plan, ports }: RolloutRun,
  { status, startedAt }: RolloutState,
  begunMs: number,
): number {
  const { timeLimitMs } = plan.settings;
  if (timeLimitMs === undefined || startedAt === undefined || status.kind === 'stopping') {
    return Number.POSITIVE_INFINITY;
  }
  const byTheClock = ports.clock.now().getTime() - Date.parse(startedAt);
  return timeLimitMs - Math.max(byTheClock, ports.clock.monotonicMs() - begunMs);
}

async function waitFor(
  events: readonly Promise<void>[],
  atMostMs: number,
  { ports, signal }: RolloutRun,
): Promise<void> {
  if (atMostMs === Number.POSITIVE_INFINITY) return Promise.race(events);
  const enough = new AbortController();
  const timeIsUp = ports.clock
    .delay(atMostMs, { signal: AbortSignal.any([enough.signal, signal]) })
    .catch(() => undefined); // cut short: something else has happened
  try {
    await Promise.race([...events, timeIsUp]);
  } finally {
    enough.abort();
  }
}

/** Unless a person has stopped it at this very moment. */
async function recordAbort(
  { rolloutId, ports }: RolloutRun,
  { how, reason }: Extract<Decision, { kind: 'abort' }>,
): Promise<void> {
  await ports.journal.recordIf(rolloutId, ({ status }) => status.kind !== 'stopping', [
    { kind: 'rolloutStopRequested', rolloutId, reason, how },
  ]);
}

/** Unless a person has stopped or paused it at this very moment. */
async function recordPause(
  { rolloutId, ports }: RolloutRun,
  { why, reason, maxFailures }: Extract<Decision, { kind: 'pause' }>,
): Promise<void> {
  await ports.journal.recordIf(rolloutId, ({ status }) => status.kind === 'running', [
    {
      kind: 'rolloutPaused',
      rolloutId,
      why,
      reason,
      ...(maxFailures === undefined ? {} : { maxFailures }),
    },
  ]);
}

function hostContext(
  run: RolloutRun,
  planHost: PlanHost,
  of: Pick<HostContext, 'leavePool' | 'held' | 'gathering'>,
): HostContext {
  const placement = run.target.placements.find((candidate) => candidate.host === planHost.host);
  const host = run.hosts.find((candidate) => candidate.name === planHost.host);
  if (!placement || !host)
    throw new Fault('INTERNAL', `the plan names ${planHost.host}, the workspace does not`);
  return {
    rolloutId: run.rolloutId,
    plan: run.plan,
    target: run.target,
    planHost,
    placement,
    scripts: scriptContext({ ...run, placement, host, release: run.plan.release }),
    member: memberOf(run.target, placement),
    ports: run.ports,
    attempt: run.ports.journal.rollout(run.rolloutId).hosts[planHost.host]?.attempt ?? 1,
    interrupted: run.signal,
    signal: AbortSignal.any([run.signal, of.held]),
    ...of,
  };
}
