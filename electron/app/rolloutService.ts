import type { InputOf } from '../../shared/contract/contract.ts';
import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { Actor } from '../../shared/journal/envelope.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import type { JournalState } from '../../shared/journal/state.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { ReloadEvent } from '../balancer/poolMember.ts';
import type { Journal } from '../journal/journal.ts';
import { runRollout } from '../rollout/runRollout.ts';
import { quoteShell } from '../ssh/quote.ts';
import type { LockOwner } from '../ssh/hostLock/lockOwner.ts';
import { guardBalancers } from './guardBalancers.ts';
import { toLockPlaces } from './lockPlaces.ts';
import { acquireRolloutLocks, type RolloutLocks } from './rolloutLocks.ts';
import { decidePause, decideResumption, decideRetry, decideSkip, decideStop } from './rolloutDecisions.ts';
import { createRolloutPorts } from './rolloutPorts.ts';
import { reasonToTakeOver, requireNoneRunning, type Takeover } from './rolloutRules.ts';
import { preparePlan, type PlanQuestion, type PreparedPlan } from './planService.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import type { Reach } from './reach.ts';
import type { ApprovalGate } from './signoff/approvalGate.ts';
import type { StateStore } from './stateStore.ts';

/** How often held hosts' balancers are looked at while a rollout runs, so that a reload is noticed at once. */
const reloadWatchMs = 1_000;

export interface RolloutService {
  plan(question: PlanQuestion, options: { readonly signal?: AbortSignal }): Promise<PreparedPlan>;
  /**
   * Begins when every lock is taken. Fails with HOST_LOCKED where somebody else works on one of the hosts; with
   * `takeOver` his locks are taken over for that reason, and nothing of his is let through any more.
   */
  start(
    request: PlanQuestion & {
      readonly planSha256: string;
      readonly confirmEnvironment?: string | undefined;
      readonly takeOver?: { readonly reason: string } | undefined;
      readonly promotionId?: string | undefined;
    },
  ): Promise<{ readonly rolloutId: string }>;
  stop(request: InputOf<'rollouts.stop'>): Promise<void>;
  /** Nothing new is begun until somebody resumes; hosts in flight are finished. */
  pause(request: InputOf<'rollouts.pause'>): Promise<void>;
  resume(request: InputOf<'rollouts.resume'>): Promise<void>;
  /** Begins one host anew that failed. */
  retryHost(request: InputOf<'rollouts.retryHost'>): Promise<void>;
  /** Goes on without one host; a debt says so. */
  skipHost(request: InputOf<'rollouts.skipHost'>): Promise<void>;
  onTick(listener: (tick: ProgressTick) => void): () => void;
  /** Rollouts that this process carries out are interrupted; they are marked as such. */
  dispose(): Promise<void>;
}

export function createRolloutService(parts: {
  readonly workspace: Workspace;
  readonly config: AppConfig;
  readonly ports: AppPorts;
  readonly reach: Reach;
  readonly journal: Journal;
  readonly store: StateStore;
  /** Asked before the first host is touched, and again at each batch. */
  readonly approvals: ApprovalGate;
  /** Whom records name. */
  actor(): Actor;
}): RolloutService {
  const { workspace, config, ports, reach, store } = parts;
  const tickListeners = new Set<(tick: ProgressTick) => void>();
  const running = new Map<string, Promise<void>>();
  const disposal = new AbortController();

  const tick = (event: ProgressTick): void => {
    for (const listener of tickListeners) listener(event);
  };

  const toLockOwner = (of: {
    readonly rolloutId: string;
    readonly runner: { readonly pid: number; readonly processIdentity: string };
    readonly prepared: PreparedPlan;
    readonly planSha256: string;
  }): LockOwner => {
    const { service, environment, release } = of.prepared.plan;
    return {
      person: config.userName,
      machine: config.machine,
      pid: of.runner.pid,
      processIdentity: of.runner.processIdentity,
      rolloutId: of.rolloutId,
      planSha256: of.planSha256,
      purpose: `${service} ${release.version} in ${environment}`,
      since: ports.now().toISOString(),
    };
  };

  const onReload = (event: ReloadEvent): void => {
    const balancer = workspace.balancers.find((candidate) => candidate.name === event.balancer);
    if (!balancer) return;
    const { before, after, restored } = event;
    const record: JournalEvent = {
      kind: 'balancerReloaded',
      balancer: balancer.name,
      pidBefore: before.pid,
      pidAfter: after.pid,
      restored: [...restored],
    };
    store.commit(() => [record]).catch((error: unknown) => ports.reportError(error));
  };

  const prepare = (
    question: PlanQuestion,
    options: { readonly signal?: AbortSignal; readonly clients?: typeof reach.balancers } = {},
  ): Promise<PreparedPlan> =>
    preparePlan(question, {
      workspace,
      ports,
      clients: options.clients ?? reach.balancers,
      onReload,
      ...(options.signal ? { signal: options.signal } : {}),
    });

  /** What a person decides; the process that carries the rollout out reads it in the journal. */
  const takeDown = async (decide: (state: JournalState) => JournalEvent[]): Promise<void> => {
    await store.commit(decide, parts.actor());
  };

  /** Every lock, or none: then the rollout has ended before its first step, and says who is at work. */
  const lockHosts = async (
    prepared: PreparedPlan,
    owner: LockOwner,
    takeOver: Takeover | undefined,
  ): Promise<RolloutLocks> => {
    const { rolloutId } = owner;
    let locks: RolloutLocks | undefined;
    try {
      locks = await acquireRolloutLocks(toLockPlaces(prepared.plan, prepared.target, workspace), {
        host: (name) => reach.host(name),
        owner,
        reasonToTakeOver: (held) => reasonToTakeOver(store.state(), held, takeOver),
        monotonicMs: () => ports.monotonicMs(),
        delay: (ms, options) => ports.delay(ms, options),
        reportError: (error) => ports.reportError(error),
      });
      const { record } = locks;
      await store.commit(() => [{ kind: 'hostsLocked', rolloutId, ...record }]);
      return locks;
    } catch (error) {
      await locks?.release();
      const reason = `Nothing was begun: ${error instanceof Error ? error.message : String(error)}`;
      await store.commit(() => [{ kind: 'rolloutFinished', rolloutId, result: 'failed', reason }]);
      throw error;
    }
  };

  /**
   * Runs to the end in the background; whatever stops it from outside is recorded as an interruption. The locks stay
   * then: what was begun is not settled.
   */
  const carryOut = async (rolloutId: string, prepared: PreparedPlan, locks: RolloutLocks): Promise<void> => {
    const watch = new AbortController();
    const watching = Promise.all([
      prepared.control.watch({
        everyMs: reloadWatchMs,
        signal: watch.signal,
        onTrouble: (error) => ports.reportError(error),
      }),
      locks.keepAlive({ signal: watch.signal }),
    ]);
    try {
      await runRollout({
        rolloutId,
        plan: prepared.plan,
        target: prepared.target,
        service: prepared.service,
        hosts: workspace.hosts,
        ports: createRolloutPorts({ ...parts, rolloutId, prepared, locks, tick }),
        quote: quoteShell,
        signal: disposal.signal,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await store.commit(() => [{ kind: 'rolloutInterrupted', rolloutId, reason }]);
      if (!disposal.signal.aborted) throw error;
    } finally {
      watch.abort();
      await watching;
    }
  };

  return {
    plan: (question, options) => prepare(question, options),
    start: async (request) => {
      requireConfirmation(workspace, request);
      let locks: RolloutLocks | undefined;
      const clients = guardBalancers(reach.balancers, async (balancer) => locks?.verifyBalancer(balancer));
      const prepared = await prepare(request, { clients });
      if (prepared.planSha256 !== request.planSha256) {
        throw new Fault('PLAN_CHANGED', 'The plan is not the one that was shown any more.', {
          wayOut: 'Read the new plan, then start that one.',
        });
      }
      const rolloutId = ports.createId();
      const { promotionId } = request;
      const approved = await parts.approvals.verifyStart({ ...request, rolloutId, promotionId });
      const planSha256 = await parts.journal.putBlob(Buffer.from(prepared.planJson, 'utf8'));
      const processIdentity = (await readProcessIdentity(process.pid)) ?? 'unknown';
      const runner = { machine: config.machine, pid: process.pid, processIdentity };
      await store.commit((state) => {
        requireNoneRunning(state, request);
        if (approved) requireStillOpen(state, approved.promotionId);
        return [
          ...configured(state, workspace),
          ...(approved ? [approved] : []),
          {
            kind: 'rolloutRequested',
            rolloutId,
            ...describe(prepared),
            planSha256,
            ...(approved ? { promotionId: approved.promotionId } : {}),
          },
          { kind: 'rolloutStarted', rolloutId, runner },
          ...toTakeoverRequest(rolloutId, request.takeOver),
        ];
      }, parts.actor());
      const locking = lockHosts(
        prepared,
        toLockOwner({ rolloutId, runner, prepared, planSha256 }),
        request.takeOver,
      );
      const task = locking
        .then(
          (taken) => carryOut(rolloutId, prepared, (locks = taken)),
          () => undefined, // told to whoever asked
        )
        .catch((error: unknown) => ports.reportError(error))
        .finally(() => running.delete(rolloutId));
      running.set(rolloutId, task);
      await locking;
      return { rolloutId };
    },
    stop: (request) => takeDown((state) => decideStop(state, request)),
    pause: (request) => takeDown((state) => decidePause(state, request)),
    resume: (request) => takeDown((state) => decideResumption(state, request)),
    retryHost: (request) => takeDown((state) => decideRetry(state, request)),
    skipHost: (request) => takeDown((state) => decideSkip(state, request, () => ports.createId())),
    onTick: (listener) => {
      tickListeners.add(listener);
      return () => void tickListeners.delete(listener);
    },
    dispose: async () => {
      disposal.abort(new Fault('CANCELLED', 'Signalbox was closed.'));
      await Promise.allSettled(running.values());
      tickListeners.clear();
    },
  };
}

/** Between verifying and writing somebody may have rejected or withdrawn it. */
function requireStillOpen(state: JournalState, promotionId: string): void {
  const kind = state.promotions[promotionId]?.status.kind;
  if (kind === 'waiting' || kind === 'halted') return;
  throw new Fault('PROMOTION_CLOSED', `Promotion ${promotionId} is ${kind ?? 'unknown'} by now.`);
}

/** A dangerous act is never one key. */
function requireConfirmation(
  workspace: Workspace,
  request: { readonly environment: string; readonly confirmEnvironment?: string | undefined },
): void {
  const environment = workspace.environments.find((candidate) => candidate.name === request.environment);
  if (environment?.stage !== 'production' || request.confirmEnvironment === request.environment) return;
  throw new Fault('CONFIRMATION_REQUIRED', `A rollout to ${request.environment} needs its name typed.`, {
    wayOut: `Type ${request.environment} to confirm.`,
  });
}

function toTakeoverRequest(rolloutId: string, takeOver: Takeover | undefined): JournalEvent[] {
  return takeOver ? [{ kind: 'takeoverRequested', rolloutId, reason: takeOver.reason }] : [];
}

function configured(state: JournalState, workspace: Workspace): JournalEvent[] {
  const { name, configurationSha256 } = workspace;
  if (state.configurationSha256 === configurationSha256) return [];
  return [{ kind: 'workspaceConfigured', name, configurationSha256 }];
}

function describe({ plan }: PreparedPlan) {
  const { service, environment, release, batches } = plan;
  return { service, environment, release, batches };
}
