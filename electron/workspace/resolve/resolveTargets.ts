import {
  environmentName,
  serviceName,
  type EnvironmentName,
  type ServiceName,
} from '../../../shared/model/names.ts';
import { resolveRolloutSettings } from '../../../shared/model/rolloutSettings.ts';
import type { DeploymentTarget, Host } from '../../../shared/model/workspace.ts';
import type { ServiceEntry } from '../../../shared/model/workspaceFile.ts';
import { suggestion } from '../nearestName.ts';
import type { Report } from '../problems.ts';
import type { HostDirectory } from './hostDirectory.ts';
import { createHostFindings, type HostFindings } from './hostFindings.ts';
import type { ResolvedEnvironment } from './resolveEnvironments.ts';
import { placeService } from './placeService.ts';
import { resolvePool } from './resolvePool.ts';
import { selectHosts } from './selectHosts.ts';
import { createTenancies, type Tenancies } from './tenancies.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

interface Resolving {
  readonly inputs: WorkspaceInputs;
  readonly directory: HostDirectory;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly environments: readonly ResolvedEnvironment[];
  readonly report: Report;
}

type InEnvironment = ServiceEntry['environments'][EnvironmentName];

interface Wanted {
  readonly service: ServiceName;
  readonly entry: ServiceEntry;
  readonly environment: ResolvedEnvironment;
  readonly there: InEnvironment;
}

/** Each service in each of its environments, in pipeline order, with every template filled in for every host. */
export function resolveTargets(resolving: Resolving): readonly DeploymentTarget[] {
  const findings = createHostFindings(resolving.inputs.document.source);
  const tenancies = createTenancies(findings);
  const targets = Object.entries(resolving.inputs.document.file.services).flatMap(([key, entry]) => {
    const service = serviceName.parse(key);
    checkEnvironmentNames(service, entry, resolving);
    return resolving.environments.flatMap((environment) => {
      const there = entry.environments[environment.environment.name];
      return there
        ? [resolveTarget({ service, entry, environment, there }, resolving, findings, tenancies)]
        : [];
    });
  });
  findings.reportTo(resolving.report);
  return targets;
}

function checkEnvironmentNames(service: ServiceName, entry: ServiceEntry, resolving: Resolving): void {
  const { source, broken } = resolving.inputs.document;
  const known = new Set<string>(resolving.environments.map((it) => it.environment.name));
  for (const name of Object.keys(entry.environments)) {
    if (known.has(name) || broken.environments.has(name)) continue;
    resolving.report(
      source.problem(
        ['services', service, 'environments', name],
        `there is no environment "${name}"${suggestion(name, known)}`,
        {
          expected: known.size === 0 ? 'an entry under environments:' : `one of ${[...known].join(', ')}`,
          target: 'key',
        },
      ),
    );
  }
}

function resolveTarget(
  { service, entry, environment, there }: Wanted,
  resolving: Resolving,
  findings: HostFindings,
  tenancies: Tenancies,
): DeploymentTarget {
  const name = environmentName.parse(environment.environment.name);
  const path = ['services', service, 'environments', name];
  const names = hostsOfTarget(environment, there, path, resolving);
  const { balancers } = resolving.inputs.document.file;
  const pool = there.pool && resolvePool(there.pool, [...path, 'pool'], resolving);
  const placements = names.flatMap((it) => {
    const host = resolving.hosts.get(it);
    const placement = host && placeService({ service, entry, there, path, host, balancers }, findings);
    if (placement) tenancies.moveIn({ service, environment: name, placement, path, pool: there.pool });
    return placement ? [placement] : [];
  });
  return {
    service,
    environment: name,
    ...(pool ? { pool } : {}),
    placements,
    settings: resolveRolloutSettings(environment.rollout, there.rollout),
  };
}

/** A service's own selection must lie inside its environment: a rollout there must not touch other hosts. */
function hostsOfTarget(
  { environment }: ResolvedEnvironment,
  there: InEnvironment,
  path: readonly string[],
  { inputs, directory, report }: Resolving,
) {
  if (there.hosts === undefined) return environment.hosts;
  const selected = selectHosts(there.hosts, [...path, 'hosts'], { inputs, hosts: directory, report });
  const outside = selected.filter((it) => !environment.hosts.includes(it));
  for (const it of outside) {
    const index = Array.isArray(there.hosts) ? there.hosts.indexOf(it) : 'group';
    report(
      inputs.document.source.problem(
        [...path, 'hosts', index],
        `host "${it}" is not in the environment "${environment.name}"`,
        { expected: 'hosts of that environment' },
      ),
    );
  }
  return selected.filter((it) => environment.hosts.includes(it));
}
