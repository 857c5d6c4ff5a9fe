import type { PortTemplate } from '../../../shared/model/check.ts';
import { needsPort } from '../../../shared/model/commandWords.ts';
import {
  haproxyName,
  type EnvironmentName,
  type HaproxyName,
  type ServiceName,
} from '../../../shared/model/names.ts';
import type { Host, Placement } from '../../../shared/model/workspace.ts';
import type { ServiceEntry, WorkspaceFile } from '../../../shared/model/workspaceFile.ts';
import { fillChecks } from './fillChecks.ts';
import { fillDirectory } from './fillDirectory.ts';
import { fillTemplate } from './fillTemplate.ts';
import type { HostFindings } from './hostFindings.ts';
import type { PoolEntry } from './resolvePool.ts';

interface Placing {
  readonly service: ServiceName;
  readonly entry: ServiceEntry;
  readonly there: ServiceEntry['environments'][EnvironmentName];
  /** Of the service in this environment. */
  readonly path: readonly string[];
  readonly host: Host;
  readonly balancers: WorkspaceFile['balancers'];
}

/** One service on one host, or nothing when a template has no value there; every reason is among the findings. */
export function placeService(placing: Placing, findings: HostFindings): Placement | undefined {
  const { service, entry, there, path, host } = placing;
  const servicePath = ['services', service];
  const fillPort = (template: PortTemplate, below: readonly string[]) =>
    portOn(host, template, [...servicePath, ...below], findings);

  const directory = directoryOn(host, entry.directory, [...servicePath, 'directory'], findings);
  const checks = fillChecks(entry.checks, fillPort);
  const port = entry.port === undefined ? undefined : fillPort(entry.port, ['port']);
  const server = there.pool && serverOn(host, there.pool, [...path, 'pool'], findings);
  if (there.pool && entry.port === undefined) checkPortIsKnown(placing, findings);
  const isIncomplete =
    (entry.port !== undefined && port === undefined) || (there.pool && server === undefined);
  if (directory === undefined || checks === undefined || isIncomplete) return undefined;
  return {
    host: host.name,
    directory,
    ...(server === undefined ? {} : { server }),
    ...(port === undefined ? {} : { port }),
    checks,
  };
}

/** A balancer's command that says {port} needs one from every service behind it. */
function checkPortIsKnown({ service, there, path, host, balancers }: Placing, findings: HostFindings): void {
  for (const name of there.pool?.balancers ?? []) {
    const entry = balancers?.[name];
    if (!entry || !('state' in entry)) continue;
    if (![entry.out, entry.in, entry.state].some(needsPort)) continue;
    const sentence = () => `commands of the balancer "${name}" say {port}, and "${service}" names none`;
    findings.add(host.name, [...path, 'pool', 'balancers'], sentence, `port under services.${service}`);
  }
}

function directoryOn(
  host: Host,
  template: string,
  path: readonly string[],
  findings: HostFindings,
): string | undefined {
  const filled = fillDirectory(template, host.variables);
  switch (filled.kind) {
    case 'directory':
      return filled.directory;
    case 'missing':
      addMissing(host, filled.names, path, findings);
      return undefined;
    case 'refused':
      findings.add(host.name, path, (hosts) => `${filled.message} (on ${hosts})`, filled.expected);
      return undefined;
  }
}

function portOn(
  host: Host,
  template: PortTemplate,
  path: readonly string[],
  findings: HostFindings,
): number | undefined {
  if (typeof template === 'number') return template;
  const filled = fillTemplate(template, host.variables);
  if (filled.kind === 'missing') {
    addMissing(host, filled.names, path, findings);
    return undefined;
  }
  const port = /^\d{1,5}$/.test(filled.text) ? Number(filled.text) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const sentence = (hosts: string) =>
    `${template} is ${JSON.stringify(filled.text.slice(0, 60))} on ${hosts}, which is no port`;
  findings.add(host.name, path, sentence, 'a whole number from 1 to 65535');
  return undefined;
}

function addMissing(
  host: Host,
  names: readonly string[],
  path: readonly string[],
  findings: HostFindings,
): void {
  for (const name of names) {
    findings.add(
      host.name,
      path,
      (hosts) => `{${name}} stands for a variable that is not set on ${hosts}`,
      `${name} under variables: of the host, or in an inventory`,
    );
  }
}

function serverOn(
  host: Host,
  pool: PoolEntry,
  path: readonly string[],
  findings: HostFindings,
): HaproxyName | undefined {
  const template = pool.server ?? '{host}';
  const parsed = haproxyName.safeParse(template.replaceAll('{host}', () => host.name));
  if (parsed.success) return parsed.data;
  const sentence = (hosts: string) =>
    `${JSON.stringify(template)} gives no name that HAProxy takes (on ${hosts})`;
  findings.add(
    host.name,
    [...path, 'server'],
    sentence,
    'letters, digits and _ . : -, with {host} for the host',
  );
  return undefined;
}
