import type { HostName } from '../../../shared/model/names.ts';
import type { Balancer, Workspace } from '../../../shared/model/workspace.ts';
import type { Report } from '../problems.ts';
import { createHostDirectory } from './hostDirectory.ts';
import { resolveBalancers } from './resolveBalancers.ts';
import { resolveEnvironments } from './resolveEnvironments.ts';
import { resolveHosts } from './resolveHosts.ts';
import { resolveServices } from './resolveServices.ts';
import { resolveSignoff } from './resolveSignoff.ts';
import { resolveTargets } from './resolveTargets.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

type Resolved = Omit<Workspace, 'directory' | 'configurationSha256'>;

/** Every name looked up, every template filled in, every default there. Valid only if nothing was reported. */
export function resolveWorkspace(inputs: WorkspaceInputs, report: Report): Resolved {
  const directory = createHostDirectory(inputs);
  const environments = resolveEnvironments(inputs, directory, report);
  const balancers = resolveBalancers(inputs, directory, report);
  const named = [
    ...environments.flatMap((it) => it.environment.hosts),
    ...balancers.flatMap(hostsOfBalancer),
  ];
  const hosts = resolveHosts(inputs, directory, named, report);
  const targets = resolveTargets({
    inputs,
    directory,
    hosts: new Map(hosts.map((it) => [it.name, it])),
    environments,
    report,
  });
  return {
    name: inputs.document.file.name,
    releasesFolder: releasesFolderOf(inputs),
    ssh: resolveSsh(inputs),
    hosts: [...hosts],
    balancers: [...balancers],
    environments: environments.map((it) => it.environment),
    services: resolveServices(inputs, report),
    targets: [...targets],
    ...resolveSignoff(inputs, report),
  };
}

/** Relative to the workspace, as it is written; only the home folder is filled in. */
function releasesFolderOf({ document, resolvePath }: WorkspaceInputs): string {
  const written = document.file.releases ?? 'releases';
  return written.startsWith('~') ? resolvePath(written) : written;
}

function hostsOfBalancer({ connection }: Balancer): readonly HostName[] {
  switch (connection.kind) {
    case 'socketOverSsh':
    case 'commands':
      return [connection.host];
    case 'tcp':
      return connection.viaHost === undefined ? [] : [connection.viaHost];
  }
}

function resolveSsh({ document, resolvePath }: WorkspaceInputs): Workspace['ssh'] {
  const written = document.file.ssh;
  return {
    knownHosts: (written?.knownHosts ?? ['~/.ssh/known_hosts']).map((it) => resolvePath(it)),
    useAgent: written?.agent ?? true,
    connectTimeoutMs: written?.connectTimeout ?? 10_000,
    keepAliveMs: written?.keepAlive ?? 15_000,
  };
}
