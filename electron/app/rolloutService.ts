import type { ProgressTick } from '../../shared/contract/rolloutArea.ts';
import type { Actor } from '../../shared/journal/envelope.ts';
import type { JournalEvent } from '../../shared/journal/events.ts';
import type { JournalState, RolloutState } from '../../shared/journal/state.ts';
import type { Workspace } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import type { ReloadEvent } from '../balancer/poolMember.ts';
import { readRunningVersion, runCheck } from '../fleet/runCheck.ts';
import type { Journal } from '../journal/journal.ts';
import type { RolloutPorts } from '../rollout/ports.ts';
import { runRollout } from '../rollout/runRollout.ts';
import { quoteShell } from '../ssh/quote.ts';
import { createPoolPort } from './poolPort.ts';
import { preparePlan, type PlanQuestion, type PreparedPlan } from './planService.ts';
import { isOpen } from './interruptedRollouts.ts';
import type { AppConfig, AppPorts } from './ports.ts';
import { readProcessIdentity } from './processIdentity.ts';
import type { Reach } from './reach.ts';
import type { ApprovalGate } from './signoff/approvalGate.ts';
import type { StateStore } from './stateStore.ts';

/** How often held hosts' balancers are looked at while a rollout runs, so that a reload is noticed at once. */
const reloadWatchMs = 1_000;

export interface RolloutService {
  plan(question: PlanQuestion, options: { readonly signal?: AbortSignal }): Promise<PreparedPlan>;
  start(
    request: PlanQuestion & {
      readonly planSha256: string;
      readonly confirmEnvironment?: string | undefined;
      readonly promotionId?: string | undefined;
    },
  ): Promise<{ readonly rolloutId: string }>;
  stop(request: { readonly rolloutId: string; readonly reason: string }): Promise<void>;
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

  const prepare = (question: PlanQuestion, signal?: AbortSignal): Promise<PreparedPlan> =>
    preparePlan(question, {
      workspace,
      ports,
      clients: reach.balancers,
      onReload,
      ...(signal ? { signal } : {}),
    });

  /** Sign-offs may have expired, been rejected or lost their policy since: then no further host is touched. */
  const approveBatch = async (rolloutId: string, batch: number): Promise<void> => {
    try {
      const verified = await parts.approvals.verifyBatch({ rolloutId, batch });
      if (verified) await store.commit(() => [verified]);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const reason = error.message;
      await store.commit((state) =>
        requireRollout(state, rolloutId).status.kind === 'running'
          ? [{ kind: 'rolloutStopRequested', rolloutId, reason }]
          : [],
      );
    }
  };

  const portsOf = (prepared: PreparedPlan): RolloutPorts => ({
    approveBatch,
    host: (name) => reach.host(name),
    pool: createPoolPort({ control: prepared.control, clients: reach.balancers, now: () => ports.now() }),
    checks: {
      run: (host, check, options) => runCheck(reach.host(host), check, options),
      readVersion: (host, check, options) => readRunningVersion(reach.host(host), check, options),
    },
    journal: {
      record: async (events) => void (await store.commit(() => events)),
      keep: (text) => parts.journal.putBlob(Buffer.from(text, 'utf8')),
      rollout: (rolloutId) => requireRollout(store.state(), rolloutId),
      debtsOf: (of) =>
        Object.values(store.state().debts)
          .filter(
            (it) => it.service === of.service && it.environment === of.environment && it.host === of.host,
          )
          .map((it) => it.id),
    },
    clock: ports,
    createId: () => ports.createId(),
    tick: (tick) => {
      for (const listener of tickListeners) listener(tick);
    },
    source: prepared.release.source,
  });

  /** Runs to the end in the background; whatever stops it from outside is recorded as an interruption. */
  const carryOut = async (rolloutId: string, prepared: PreparedPlan): Promise<void> => {
    const watch = new AbortController();
    const watching = prepared.control.watch({
      everyMs: reloadWatchMs,
      signal: watch.signal,
      onTrouble: (error) => ports.reportError(error),
    });
    try {
      await runRollout({
        rolloutId,
        plan: prepared.plan,
        target: prepared.target,
        service: prepared.service,
        hosts: workspace.hosts,
        ports: portsOf(prepared),
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
    plan: (question, { signal }) => prepare(question, signal),
    start: async (request) => {
      requireConfirmation(workspace, request);
      const prepared = await prepare(request);
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
        ];
      }, parts.actor());
      const task = carryOut(rolloutId, prepared)
        .catch((error: unknown) => ports.reportError(error))
        .finally(() => running.delete(rolloutId));
      running.set(rolloutId, task);
      return { rolloutId };
    },
    stop: async ({ rolloutId, reason }) => {
      await store.commit((state) => {
        const rollout = requireRollout(state, rolloutId);
        return rollout.status.kind === 'running' ? [{ kind: 'rolloutStopRequested', rolloutId, reason }] : [];
      }, parts.actor());
    },
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

function requireRollout(state: JournalState, rolloutId: string): RolloutState {
  const rollout = state.rollouts[rolloutId];
  if (!rollout) throw new Fault('NOT_FOUND', `The journal knows no rollout ${rolloutId}.`);
  return rollout;
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

/** One rollout of a service in an environment at a time, whichever process asks. */
function requireNoneRunning(
  state: JournalState,
  of: { readonly service: string; readonly environment: string },
): void {
  const other = Object.values(state.rollouts).find(
    (rollout) => rollout.service === of.service && rollout.environment === of.environment && isOpen(rollout),
  );
  if (!other) return;
  throw new Fault(
    'ROLLOUT_RUNNING',
    `${other.requestedBy} is rolling ${of.service} ${other.release.version} out to ${of.environment} since ${other.requestedAt}.`,
    {
      wayOut: `Wait for it, or stop it: rollout ${other.id} on ${other.runner?.machine ?? 'an unknown machine'}.`,
    },
  );
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
