import type { HostEntry } from '../../../shared/model/workspaceFile.ts';
import type { InventoryHost, InventoryValue } from '../inventory/inventory.ts';
import type { Location, Report } from '../problems.ts';
import { parseJumps, type Jump } from '../sshConfig/jumpSpecification.ts';
import type { WorkspaceDocument } from '../workspaceDocument.ts';

/** A value, and where it is written. */
export interface Written<T> {
  readonly value: T;
  readonly at: Location;
  /** In dots; empty where the file has no paths. */
  readonly path: string;
}

/** How a host is reached, as far as one source says so. */
export interface WrittenConnection {
  readonly address?: Written<string>;
  readonly port?: Written<number>;
  readonly user?: Written<string>;
  readonly identityFiles?: Written<readonly string[]>;
  readonly jumps?: Written<readonly Jump[]>;
}

/** From `hosts:` in signalbox.yaml. */
export function connectionOfEntry(
  name: string,
  entry: HostEntry,
  { source }: WorkspaceDocument,
): WrittenConnection {
  const written = <T>(key: string, value: T): Written<T> => ({
    value,
    at: source.locate(['hosts', name, key]),
    path: `hosts.${name}.${key}`,
  });
  const { address, port, user, identityFile, jump } = entry;
  return {
    ...(address === undefined ? {} : { address: written('address', address) }),
    ...(port === undefined ? {} : { port: written('port', port) }),
    ...(user === undefined ? {} : { user: written('user', user) }),
    ...(identityFile === undefined ? {} : { identityFiles: written('identityFile', [identityFile].flat()) }),
    ...(jump === undefined
      ? {}
      : {
          jumps: written(
            'jump',
            [jump].flat().map((it) => ({ name: it })),
          ),
        }),
  };
}

/**
 * From an inventory: Ansible's connection variables, today's names before those of old. What Ansible would work out
 * (templates, vaults, other connections) cannot be known here, so it is a problem unless signalbox.yaml decides.
 */
export function connectionOfInventory(
  host: InventoryHost,
  decided: WrittenConnection,
  report: Report,
): WrittenConnection {
  const value = (
    topic: keyof WrittenConnection,
    ...names: readonly string[]
  ): Written<string> | undefined => {
    if (decided[topic]) return undefined;
    const name = names.find((it) => host.variables.has(it));
    const found = name === undefined ? undefined : host.variables.get(name);
    return name === undefined || !found ? undefined : plainValue(host, name, found, report);
  };
  reportOtherConnection(host, report);
  const address = value('address', 'ansible_host', 'ansible_ssh_host');
  const port = parsePort(value('port', 'ansible_port', 'ansible_ssh_port'), report);
  const user = value('user', 'ansible_user', 'ansible_ssh_user');
  const identityFile = value('identityFiles', 'ansible_ssh_private_key_file', 'ansible_private_key_file');
  const jumps = parseSshArguments(
    ['ansible_ssh_common_args', 'ansible_ssh_extra_args'].flatMap((it) => value('jumps', it) ?? []),
    report,
  );
  return {
    ...(address ? { address } : {}),
    ...(port ? { port } : {}),
    ...(user ? { user } : {}),
    ...(identityFile ? { identityFiles: { ...identityFile, value: [identityFile.value] } } : {}),
    ...(jumps ? { jumps } : {}),
  };
}

function plainValue(
  host: InventoryHost,
  name: string,
  { text, at }: InventoryValue,
  report: Report,
): Written<string> | undefined {
  const path = `${host.name}.${name}`;
  if (!text.includes('{{') && !text.startsWith('$ANSIBLE_VAULT')) return { value: text, at, path };
  report({
    ...at,
    path,
    message: `"${text.slice(0, 60)}" is worked out by Ansible only`,
    expected: 'a plain value',
  });
  return undefined;
}

function reportOtherConnection(host: InventoryHost, report: Report): void {
  const connection = host.variables.get('ansible_connection');
  if (!connection || ['ssh', 'smart', 'paramiko', 'paramiko_ssh'].includes(connection.text)) return;
  report({
    ...connection.at,
    path: `${host.name}.ansible_connection`,
    message: `hosts are reached over SSH only, not "${connection.text}"`,
    expected: 'ssh',
  });
}

function parsePort(written: Written<string> | undefined, report: Report): Written<number> | undefined {
  if (!written) return undefined;
  const port = /^\d{1,5}$/.test(written.value) ? Number(written.value) : 0;
  if (port >= 1 && port <= 65_535) return { ...written, value: port };
  report({
    ...written.at,
    path: written.path,
    message: `"${written.value}" is no port`,
    expected: 'a whole number from 1 to 65535',
  });
  return undefined;
}

/** Jumps hide in `ansible_ssh_common_args: -o ProxyJump=…` or `-J …`; a ProxyCommand cannot be followed. */
function parseSshArguments(
  texts: readonly Written<string>[],
  report: Report,
): Written<readonly Jump[]> | undefined {
  for (const it of texts) {
    const specification = /(?:^|[\s"'])(?:-J\s*|-o\s*["']?ProxyJump[=\s]\s*)([^\s"']+)/i.exec(it.value)?.[1];
    const jumps = specification === undefined ? undefined : parseJumps(specification);
    if (jumps) return { ...it, value: jumps };
    if (specification !== undefined || /ProxyCommand/i.test(it.value)) {
      report({
        ...it.at,
        path: it.path,
        message: `the way through "${it.value.slice(0, 60)}" is not followed`,
        expected: '-o ProxyJump=HOST, or "jump" for the host in signalbox.yaml ([] for none)',
      });
    }
  }
  return undefined;
}
