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
import { createCommandBalancers } from './commandBalancers.ts';
import { guardBalancers } from './guardBalancers.ts';
import { heldOutMembers } from './heldOutMembers.ts';
import { toInterruptionEvents } from './interruptedRollouts.ts';
import { lockHosts } from './lockHosts.ts';
import type { RolloutLocks } from './rolloutLocks.ts';
import { decidePause, decideResumption, decideRetry, decideSkip, decideStop } from './rolloutDecisions.ts';
import { decideRollback, findRolloutToTakeBack, lastPractised } from './rollback.ts';
import { createRolloutEngine } from './rolloutEngine.ts';
import { createRolloutPorts } from './rolloutPorts.ts';
import { type Beginning, toBeginningEvents, toLockOwner, toWayBack } from './rolloutBeginning.ts';
import { requireNoneRunning, requireRollout } from './rolloutRules.ts';
import {
  requireConfirmation,
  requireSameBytes,
  requireSamePlan,
  requireStillOpen,
  requireStillTheOne,
} from './startRules.ts';
import {
  findTarget,
  preparePlan,
  type PlanQuestion,
  type PoolBalancers,
  type PreparedPlan,
} from './planService.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import { balancersOf, type Reach } from './reach.ts';
import type { ApprovalGate } from './signoff/approvalGate.ts';
import type { StateStore } from './stateStore.ts';

/** How often held hosts' balancers are looked at while a rollout runs, so that a reload is noticed at once. */
const reloadWatchMs = 1_000;
/** How long the host of a balancer's commands may be out of sight: the balancer may route meanwhile. */
const balancerReconnectMs = 10_000;

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
  /** What would take the newest rollout to an environment back, and when that was last practised. */
  planRollback(of: { readonly service: string; readonly environment: string }): Promise<{
    readonly prepared: PreparedPlan;
    /** The rollout that it would take back. */
    readonly rollsBack: string;
    readonly practised: ReturnType<typeof lastPractised>;
  }>;
  /**
   * Begins exactly that. It asks for no new sign-offs: those of what it takes back name what ran then, and cover the
   * way back to it. Fails with SIGNOFF_REQUIRED for anything else.
   */
  rollBack(request: InputOf<'rollouts.rollBack'>): Promise<{ readonly rolloutId: string }>;
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
    options: { readonly signal?: AbortSignal; readonly balancers?: PoolBalancers } = {},
  ): Promise<PreparedPlan> =>
    preparePlan(question, {
      workspace,
      ports,
      balancers: options.balancers ?? balancersOf(reach),
      onReload,
      ...(options.signal ? { signal: options.signal } : {}),
    });

  /** What a person decides; the process that carries the rollout out reads it in the journal. */
  const takeDown = async (decide: (state: JournalState) => JournalEvent[]): Promise<void> => {
    await store.commit(decide, parts.actor());
  };

  /**
   * Runs to the end in the background; whatever stops it from outside is recorded as an interruption. The locks stay
   * then: what was begun is not settled.
   */
  const carryOut = async (rolloutId: string, prepared: PreparedPlan, locks: RolloutLocks): Promise<void> => {
    const watch = new AbortController();
    const engine = createRolloutEngine({ ...parts, rolloutId, prepared, locks });
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
        ports: createRolloutPorts({ ...parts, rolloutId, prepared, locks, tick, engine: engine?.port }),
        quote: quoteShell,
        signal: disposal.signal,
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await store.commit((state) => toInterruptionEvents(state, rolloutId, reason, () => ports.createId()));
      if (!disposal.signal.aborted) throw error;
    } finally {
      watch.abort();
      await watching;
      await engine?.dispose();
    }
    await takeBackWhereWanted(rolloutId);
  };

  /** Balancers that refuse to be changed once the locks are lost; they are known a little later. */
  const prepareGuarded = async (
    question: PlanQuestion,
  ): Promise<{ readonly prepared: PreparedPlan; readonly guard: { locks?: RolloutLocks } }> => {
    const guard: { locks?: RolloutLocks } = {};
    const haproxies = guardBalancers(reach.balancers, async (balancer) =>
      guard.locks?.verifyBalancer(balancer),
    );
    const byCommands = createCommandBalancers({
      workspace,
      host: (name) => reach.host(name),
      trying: { clock: ports, random: Math.random, reconnectMs: balancerReconnectMs },
      fenceOf: (balancer) => guard.locks?.fenceOfBalancer(balancer),
    });
    const prepared = await prepare(question, { balancers: { haproxies, byCommands } });
    await prepared.control.adopt(heldOutMembers(store.state(), findTarget(workspace, question)));
    return { prepared, guard };
  };

  /** Recorded, locked, and carried out in the background: resolves when every lock is taken. */
  const begin = async (
    { prepared, guard }: Awaited<ReturnType<typeof prepareGuarded>>,
    of: Pick<Beginning, 'rolloutId' | 'approved' | 'rollsBack' | 'takeOver'> & { readonly actor?: Actor },
  ): Promise<void> => {
    const { actor, ...wanted } = of;
    const { rolloutId, approved, rollsBack, takeOver } = wanted;
    const planSha256 = await parts.journal.putBlob(Buffer.from(prepared.planJson, 'utf8'));
    const processIdentity = (await readProcessIdentity(process.pid)) ?? 'unknown';
    const runner = { machine: config.machine, pid: process.pid, processIdentity };
    const beginning: Beginning = { ...wanted, prepared, planSha256, runner };
    await store.commit((state) => {
      requireNoneRunning(state, prepared.plan);
      if (approved) requireStillOpen(state, approved.promotionId);
      if (rollsBack) requireStillTheOne(state, rollsBack.rolloutId, prepared.plan);
      return toBeginningEvents(state, workspace, beginning);
    }, actor);
    const owner = toLockOwner(beginning, config, ports.now());
    const locking = lockHosts({ ...parts, prepared, owner, takeOver });
    const task = locking
      .then(
        (taken) => carryOut(rolloutId, prepared, (guard.locks = taken)),
        () => undefined, // told to whoever asked
      )
      .catch((error: unknown) => ports.reportError(error))
      .finally(() => running.delete(rolloutId));
    running.set(rolloutId, task);
    await locking;
  };

  /** A rollout that ended with the wish to be taken back: a rollback of its own begins, or it is said why not. */
  const takeBackWhereWanted = async (rolloutId: string): Promise<void> => {
    const { rollback, status } = requireRollout(store.state(), rolloutId);
    if (!rollback || rollback.by !== undefined || disposal.signal.aborted) return;
    try {
      const reason = (status.kind === 'finished' && status.reason) || 'it was stopped';
      const wanted = decideRollback(store.state(), { rolloutId, scope: rollback.scope });
      const guarded = await prepareGuarded(wanted.question);
      requireSameBytes(wanted, guarded.prepared);
      const by = ports.createId();
      await parts.approvals.verifyWayBack(toWayBack(by, rolloutId, guarded.prepared));
      await begin(guarded, { rolloutId: by, rollsBack: { rolloutId, reason } });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      await store.commit(() => [{ kind: 'rollbackNotBegun', rolloutId, reason }]);
    }
  };

  const prepareRollback = async (of: { readonly service: string; readonly environment: string }) => {
    const { id: rolloutId } = findRolloutToTakeBack(store.state(), of);
    const wanted = decideRollback(store.state(), { rolloutId, scope: 'all' });
    const guarded = await prepareGuarded(wanted.question);
    requireSameBytes(wanted, guarded.prepared);
    return { ...guarded, rolloutId };
  };

  return {
    plan: (question, options) => prepare(question, options),
    start: async (request) => {
      requireConfirmation(workspace, request);
      const guarded = await prepareGuarded(request);
      requireSamePlan(request, guarded.prepared);
      const rolloutId = ports.createId();
      const { promotionId, takeOver } = request;
      const approved = await parts.approvals.verifyStart({ ...request, rolloutId, promotionId });
      await begin(guarded, { rolloutId, approved, takeOver, actor: parts.actor() });
      return { rolloutId };
    },
    planRollback: async (of) => {
      const { prepared, rolloutId } = await prepareRollback(of);
      return { prepared, rollsBack: rolloutId, practised: lastPractised(store.state(), of.service) };
    },
    rollBack: async (request) => {
      requireConfirmation(workspace, request);
      const { rolloutId: taken, ...guarded } = await prepareRollback(request);
      requireSamePlan(request, guarded.prepared);
      const rolloutId = ports.createId();
      const rollsBack = { rolloutId: taken, reason: request.reason };
      await parts.approvals.verifyWayBack(toWayBack(rolloutId, taken, guarded.prepared));
      await begin(guarded, { rolloutId, rollsBack, takeOver: request.takeOver, actor: parts.actor() });
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
      // One that ends may begin another: a rollback.
      while (running.size > 0) await Promise.allSettled(running.values());
      tickListeners.clear();
    },
  };
}
