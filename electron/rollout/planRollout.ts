import { Fault } from '../../shared/protocol/fault.ts';
import type { Engine, PlannedEngine } from '../../shared/model/engine.ts';
import type { HostName } from '../../shared/model/names.ts';
import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { RolloutSettings } from '../../shared/model/rolloutSettings.ts';
import type { Release } from '../../shared/model/release.ts';
import { hostsOf } from '../../shared/model/share.ts';
import type { DeploymentTarget, Host, Service } from '../../shared/model/workspace.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import { cutIntoBatches } from './batches.ts';
import { planHostSteps, planRaising, planStagingSteps } from './planSteps.ts';
import type { EngineLiteral, PoolPort } from './ports.ts';

export interface PlanRequest {
  /** Its placements are the hosts that the plan touches. */
  readonly target: DeploymentTarget;
  /** How many hosts the service has there in all. */
  readonly servers: number;
  readonly service: Service;
  readonly release: AvailableRelease;
  readonly hosts: readonly Host[];
  /** The literal lines for balancers. */
  readonly pool: Pick<PoolPort, 'literal' | 'literalState' | 'literalShare'>;
  /** What the canary's hosts get together of the traffic, where they come back at part of their weight. */
  readonly canaryShares?: NonNullable<Plan['canaryShares']> | undefined;
  /** What is taken back may have left hosts at part of their weight. */
  readonly restoresWeight?: boolean | undefined;
  /** Where the service has an engine. */
  readonly engineLiteral?: EngineLiteral | undefined;
  readonly quote: (word: string) => string;
}

/**
 * Writes the literal plan. Pure: the same workspace and release give the same plan, byte for byte.
 * @throws Fault CAPACITY when the pool cannot spare a single server.
 */
export function planRollout(request: PlanRequest): Plan {
  const draft = draftPlan(request);
  return draft.finish([...draft.hosts()]);
}

/** The same in pieces: for a thousand hosts in one go it takes longer than a window may wait. */
export interface PlanDraft {
  /** One after the other, each made when it is asked for. */
  hosts(): Generator<PlanHost>;
  finish(hosts: readonly PlanHost[]): Plan;
}

/** Throws as `planRollout`. */
export function draftPlan(request: PlanRequest): PlanDraft {
  const { target } = request;
  const release: Release = {
    service: request.release.service,
    version: request.release.version,
    commit: request.release.commit,
    artifactSha256: request.release.artifactSha256,
  };
  const pool = planPool(target, request.servers);
  const lightPercent = target.settings.canary?.weight?.percent;
  const { engine } = request.service;
  const batches = engine ? cutIntoRuns(planBatches(target), target, pool) : planBatches(target);
  const planHost = (host: HostName, batch: number, batchHosts: readonly HostName[]): PlanHost => {
    const parts = {
      ...request,
      target: batch === 0 ? withCanaryWatched(target) : target,
      ...(lightPercent !== undefined && batch === 0 ? { lightPercent } : {}),
      placement: placementOf(target, host),
      host: hostOf(request.hosts, host),
      batchHosts,
      release,
    };
    const isRaised = parts.lightPercent !== undefined || request.restoresWeight === true;
    const raising = isRaised ? planRaising(parts) : [];
    return {
      host,
      batch,
      ...(parts.placement.server === undefined ? {} : { server: parts.placement.server }),
      staging: planStagingSteps(parts, request.release.source),
      steps: planHostSteps(parts),
      ...(raising.length > 0 ? { raising } : {}),
    };
  };
  return {
    *hosts() {
      for (const [batch, names] of batches.entries()) {
        for (const host of names) yield planHost(host, batch, names);
      }
    },
    finish: (hosts) => ({
      format: 1,
      service: target.service,
      environment: target.environment,
      release,
      settings: target.settings,
      ...(engine ? { engine: toPlannedEngine(engine) } : {}),
      ...(pool ? { pool } : {}),
      ...(request.canaryShares ? { canaryShares: [...request.canaryShares] } : {}),
      batches,
      hosts: [...hosts],
    }),
  };
}

/** The hosts that go first, where a canary is wanted. */
export function canaryHostsOf(
  target: Pick<DeploymentTarget, 'placements' | 'settings'>,
): readonly HostName[] {
  return target.settings.canary ? (planBatches(target)[0] ?? []) : [];
}

/** The canary's hosts are a batch of their own, before all others. */
function planBatches({
  placements,
  settings,
}: Pick<DeploymentTarget, 'placements' | 'settings'>): HostName[][] {
  const names = inOrder(
    placements.map((placement) => placement.host),
    settings.order,
  );
  const { canary } = settings;
  if (!canary) return cutIntoBatches(names, settings.batches);
  const first = Math.max(1, hostsOf(canary.hosts, names.length));
  return [names.slice(0, first), ...cutIntoBatches(names.slice(first), settings.batches)];
}

/**
 * An engine works on a whole batch at once, so that a batch is never more than may be out: by `parallel`, and by what the
 * pool can spare.
 */
function cutIntoRuns(
  batches: readonly HostName[][],
  { settings }: DeploymentTarget,
  pool: Plan['pool'],
): HostName[][] {
  const most = Math.min(settings.parallel, pool ? pool.servers - pool.floor : Number.POSITIVE_INFINITY);
  const canaries = settings.canary ? (batches[0]?.length ?? 0) : 0;
  if (canaries > most) {
    throw new Fault(
      'CAPACITY',
      `The canary's ${canaries} hosts would be one run of the engine, and ${most} may be out at once.`,
      {
        wayOut: "Lower the canary's hosts, or let more be out at once: parallel, minHealthy.",
      },
    );
  }
  return batches.flatMap((batch) => cutIntoBatches(batch, [Math.max(1, most)]));
}

function toPlannedEngine({ kind, commit, playbook, inventory }: Engine): PlannedEngine {
  return { kind, commit, playbook, ...(inventory === undefined ? {} : { inventory }) };
}

function inOrder(names: readonly HostName[], order: RolloutSettings['order']): readonly HostName[] {
  switch (order) {
    case 'asListed':
      return names;
    case 'reverse':
      return names.toReversed();
    case 'name':
      return names.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }
}

/** A canary that is held for a time is watched for that time. */
function withCanaryWatched(target: DeploymentTarget): DeploymentTarget {
  const { settings } = target;
  if (settings.canary?.hold.kind !== 'time') return target;
  const soakMs = Math.max(settings.soakMs, settings.canary.hold.ms);
  return { ...target, settings: { ...settings, soakMs } };
}

function planPool(target: DeploymentTarget, servers: number): Plan['pool'] {
  if (!target.pool) return undefined;
  const floor = hostsOf(target.settings.minHealthy, servers);
  if (floor >= servers) {
    throw new Fault(
      'CAPACITY',
      `${target.service} in ${target.environment}: taking one of ${servers} server(s) out would go below minHealthy (${floor}).`,
      {
        wayOut: 'Add servers to the pool, or set minHealthy to 0 to accept that nothing serves for a while.',
      },
    );
  }
  return { ...target.pool, servers, floor };
}

function placementOf(target: DeploymentTarget, host: string): DeploymentTarget['placements'][number] {
  const placement = target.placements.find((candidate) => candidate.host === host);
  if (!placement) throw new Fault('NOT_FOUND', `${target.service} is not placed on ${host}.`);
  return placement;
}

function hostOf(hosts: readonly Host[], name: string): Host {
  const host = hosts.find((candidate) => candidate.name === name);
  if (!host) throw new Fault('NOT_FOUND', `The workspace has no host ${name}.`);
  return host;
}
