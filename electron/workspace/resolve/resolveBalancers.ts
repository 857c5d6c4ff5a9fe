import { unknownPlaceholders } from '../../../shared/model/commandWords.ts';
import { balancerName } from '../../../shared/model/names.ts';
import type { Balancer } from '../../../shared/model/workspace.ts';
import type { WorkspaceFile } from '../../../shared/model/workspaceFile.ts';
import type { Report } from '../problems.ts';
import type { HostDirectory } from './hostDirectory.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

type BalancerEntry = NonNullable<WorkspaceFile['balancers']>[keyof NonNullable<WorkspaceFile['balancers']>];

/** The balancers, each on a host that exists. */
export function resolveBalancers(
  { document }: WorkspaceInputs,
  hosts: HostDirectory,
  report: Report,
): readonly Balancer[] {
  return Object.entries(document.file.balancers ?? {}).flatMap(([key, entry]) => {
    const name = balancerName.parse(key);
    const path = ['balancers', name];
    if (entry.host !== undefined && !hosts.check(entry.host, [...path, 'host'], report)) return [];
    if ('state' in entry) {
      checkPlaceholders(entry, path, document.source, report);
      return [{ name, connection: toCommands(entry) }];
    }
    const connection = connectionOf(entry);
    if (connection) return [{ name, connection }];
    report(
      document.source.problem([...path, 'tcp'], `"${'tcp' in entry ? entry.tcp : ''}" has no valid port`, {
        expected: 'address:port, the port from 1 to 65535',
      }),
    );
    return [];
  });
}

const usualTimeoutMs = 30_000;

type CommandsEntry = Extract<BalancerEntry, { readonly kind: 'commands' }>;

function toCommands({ kind, host, out, state, timeout, ...rest }: CommandsEntry): Balancer['connection'] {
  return { kind, host, out, in: rest.in, state, timeoutMs: timeout ?? usualTimeoutMs };
}

function checkPlaceholders(
  entry: CommandsEntry,
  path: readonly string[],
  source: WorkspaceInputs['document']['source'],
  report: Report,
): void {
  for (const key of ['out', 'in', 'state'] as const) {
    for (const name of unknownPlaceholders(entry[key])) {
      report(
        source.problem([...path, key], `{${name}} stands for nothing in a balancer's command`, {
          expected: '{host}, {address}, {port}, {backend} or {server}',
        }),
      );
    }
  }
}

function connectionOf(entry: Exclude<BalancerEntry, CommandsEntry>): Balancer['connection'] | undefined {
  if ('socket' in entry) return { kind: 'socketOverSsh', host: entry.host, socketPath: entry.socket };
  const colon = entry.tcp.lastIndexOf(':');
  const port = Number(entry.tcp.slice(colon + 1));
  if (port < 1 || port > 65_535) return undefined;
  const address = entry.tcp.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { kind: 'tcp', address, port, ...(entry.host === undefined ? {} : { viaHost: entry.host }) };
}
