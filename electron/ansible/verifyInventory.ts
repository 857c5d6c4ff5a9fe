import { z } from 'zod';
import type { Host } from '../../shared/model/workspace.ts';
import { Fault } from '../../shared/protocol/fault.ts';
import { toConnectionVariables } from './literals.ts';

const printed = z.looseObject({
  _meta: z.looseObject({ hostvars: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

/**
 * That the playbook would reach exactly the hosts that leave their pool. Inventories are overruled by Signalbox's own, which
 * comes last; only files in `host_vars` go before it. Pure.
 * @param inventory what `ansible-inventory --list` printed.
 * @throws Fault WORKSPACE_INVALID, each difference among the details.
 */
export function verifyInventory(inventory: string, hosts: readonly Host[]): void {
  const parsed = parseInventory(inventory);
  const found = hosts.flatMap((host) => findingsOf(host, parsed));
  if (found.length === 0) return;
  throw new Fault('WORKSPACE_INVALID', found[0] ?? 'the inventory does not fit', {
    details: found,
    wayOut: 'Say in signalbox.yaml how hosts are reached, and take it out of host_vars.',
  });
}

type Printed = z.infer<typeof printed>;

function parseInventory(text: string): Printed {
  try {
    return printed.parse(JSON.parse(text));
  } catch (error) {
    throw new Fault('WORKSPACE_INVALID', 'ansible-inventory did not print an inventory.', { cause: error });
  }
}

function findingsOf(host: Host, { _meta, ...groups }: Printed): string[] {
  if (Object.hasOwn(groups, host.name)) {
    return [
      `${host.name} is a host for Signalbox and a group in the inventory: one name for both would let a run go elsewhere.`,
    ];
  }
  const variables = _meta.hostvars[host.name];
  if (!variables) return [`${host.name} is missing in the inventory.`];
  return Object.entries(toConnectionVariables(host)).flatMap(([name, wanted]) =>
    variables[name] === wanted
      ? []
      : [
          `the files of the commit set ${name} for ${host.name} to another value than Signalbox reaches it by.`,
        ],
  );
}

/**
 * That the playbook's plays are for every host, and for no other, by what `ansible-playbook --list-hosts` printed: each
 * host on a line of its own. Pure.
 */
export function verifyPlayHosts(printed: string, hosts: readonly string[], playbook: string): void {
  const listed = new Set(
    [...printed.matchAll(/^ {6}(\S+)$/gm)].flatMap((match) => (match[1] === undefined ? [] : [match[1]])),
  );
  const missing = hosts.filter((host) => !listed.has(host));
  if (missing.length > 0) {
    throw new Fault('WORKSPACE_INVALID', `No play of ${playbook} is for ${missing.join(', ')}.`, {
      wayOut:
        "Compare the plays' hosts with the groups of the inventory, or take the hosts out of the environment.",
    });
  }
  const others = [...listed].filter((host) => !hosts.includes(host));
  if (others.length > 0) {
    throw new Fault('WORKSPACE_INVALID', `${playbook} would also work on ${others.join(', ')}.`, {
      wayOut: 'A run may only touch the hosts of its batch.',
    });
  }
}
