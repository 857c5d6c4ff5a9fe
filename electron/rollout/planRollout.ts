import { Fault } from '../../shared/protocol/fault.ts';
import type { Plan, PlanHost } from '../../shared/model/plan.ts';
import type { Release } from '../../shared/model/release.ts';
import { hostsOf } from '../../shared/model/share.ts';
import type { DeploymentTarget, Host, Service } from '../../shared/model/workspace.ts';
import type { AvailableRelease } from '../../shared/model/release.ts';
import { cutIntoBatches } from './batches.ts';
import { planHostSteps, planStagingSteps } from './planSteps.ts';
import type { PoolPort } from './ports.ts';

export interface PlanRequest {
  readonly target: DeploymentTarget;
  readonly service: Service;
  readonly release: AvailableRelease;
  readonly hosts: readonly Host[];
  readonly poolLiteral: PoolPort['literal'];
  readonly quote: (word: string) => string;
}

/**
 * Writes the literal plan. Pure: the same workspace and release give the same plan, byte for byte.
 * @throws Fault CAPACITY when the pool cannot spare a single server.
 */
export function planRollout(request: PlanRequest): Plan {
  const { target } = request;
  const release: Release = {
    service: request.release.service,
    version: request.release.version,
    commit: request.release.commit,
    artifactSha256: request.release.artifactSha256,
  };
  const names = target.placements.map((placement) => placement.host);
  const batches = cutIntoBatches(names, target.settings.batches);
  const pool = planPool(target);
  return {
    format: 1,
    service: target.service,
    environment: target.environment,
    release,
    settings: target.settings,
    ...(pool ? { pool } : {}),
    batches,
    hosts: batches.flatMap((hosts, batch) =>
      hosts.map((host): PlanHost => {
        const parts = {
          ...request,
          placement: placementOf(target, host),
          host: hostOf(request.hosts, host),
          release,
        };
        return {
          host,
          batch,
          ...(parts.placement.server === undefined ? {} : { server: parts.placement.server }),
          staging: planStagingSteps(parts, request.release.source),
          steps: planHostSteps(parts),
        };
      }),
    ),
  };
}

function planPool(target: DeploymentTarget): Plan['pool'] {
  if (!target.pool) return undefined;
  const servers = target.placements.length;
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
  return { ...target.pool, floor };
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
