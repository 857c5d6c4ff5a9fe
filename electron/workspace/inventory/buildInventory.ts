import type { Problem } from '../../../shared/model/problem.ts';
import { suggestion } from '../nearestName.ts';
import type { Location } from '../problems.ts';
import { variablesOfHosts } from './inheritVariables.ts';
import type { Inventory, InventoryStatement, InventoryValue } from './inventory.ts';

interface BuiltInventory {
  readonly inventory: Inventory;
  readonly problems: readonly Problem[];
}

export interface GroupDraft {
  readonly name: string;
  readonly hosts: Set<string>;
  readonly children: Map<string, Location>;
  readonly variables: Map<string, InventoryValue>;
}

export interface HostDraft {
  readonly name: string;
  readonly at: Location;
  readonly variables: Map<string, InventoryValue>;
}

/** All statements of all inventories as one inventory, with every group that is named and never defined. */
export function buildInventory(statements: readonly InventoryStatement[]): BuiltInventory {
  const { groups, hosts } = collect(statements);
  const problems = [...undefinedGroups(statements, groups), ...breakCycles(groups)];
  addImplicitGroups(groups, hosts);
  const variables = variablesOfHosts(groups, hosts);
  return {
    problems,
    inventory: {
      hosts: new Map(
        [...hosts.values()].map((it) => [
          it.name,
          {
            name: it.name,
            at: it.at,
            variables: variables.get(it.name) ?? new Map<string, InventoryValue>(),
          },
        ]),
      ),
      groupNames: [...groups.keys()],
      hostsOf: (group) => (groups.has(group) ? [...new Set(hostsUnder(groups, group))] : undefined),
    },
  };
}

function collect(statements: readonly InventoryStatement[]) {
  const groups = new Map<string, GroupDraft>(['all', 'ungrouped'].map((it) => [it, createGroup(it)]));
  const hosts = new Map<string, HostDraft>();
  const groupOf = (name: string) => {
    const group = groups.get(name) ?? createGroup(name);
    groups.set(name, group);
    return group;
  };
  for (const it of statements) {
    switch (it.kind) {
      case 'group':
        groupOf(it.group);
        break;
      case 'host': {
        groupOf(it.group).hosts.add(it.host);
        const host = hosts.get(it.host) ?? { name: it.host, at: it.at, variables: new Map() };
        for (const [name, value] of it.variables) host.variables.set(name, value);
        hosts.set(it.host, host);
        break;
      }
      case 'child': {
        const { children } = groupOf(it.group);
        if (!children.has(it.child)) children.set(it.child, it.at);
        break;
      }
      case 'groupVariable':
        break;
    }
  }
  // Variables may be written above the group that they are for.
  for (const it of statements) {
    if (it.kind === 'groupVariable') groups.get(it.group)?.variables.set(it.name, it.value);
  }
  return { groups, hosts };
}

function createGroup(name: string): GroupDraft {
  return { name, hosts: new Set(), children: new Map(), variables: new Map() };
}

function undefinedGroups(
  statements: readonly InventoryStatement[],
  groups: ReadonlyMap<string, GroupDraft>,
): readonly Problem[] {
  return statements.flatMap((it) => {
    const name = it.kind === 'child' ? it.child : it.kind === 'groupVariable' ? it.group : undefined;
    if (name === undefined || groups.has(name)) return [];
    const message = `there is no group "${name}"${suggestion(name, groups.keys())}`;
    return [{ ...it.at, path: it.group, message, expected: `a section [${name}], or the name of one` }];
  });
}

const deepestNesting = 100;

/** A group inside itself has no end: the child that closes the circle is reported and left out. */
function breakCycles(groups: ReadonlyMap<string, GroupDraft>): readonly Problem[] {
  const problems: Problem[] = [];
  const done = new Set<string>();
  const visit = (name: string, above: readonly string[]) => {
    const group = groups.get(name);
    if (!group || done.has(name)) return;
    const trail = [...above, name];
    for (const [child, at] of group.children) {
      const first = trail.indexOf(child);
      if (first === -1 && trail.length < deepestNesting) {
        visit(child, trail);
      } else {
        group.children.delete(child);
        const message =
          first === -1
            ? `groups are nested more than ${deepestNesting} deep`
            : `the group contains itself: ${[...trail.slice(first), child].join(' > ')}`;
        problems.push({ ...at, path: name, message });
      }
    }
    done.add(name);
  };
  for (const name of groups.keys()) visit(name, []);
  return problems;
}

/** `all` holds every host, `ungrouped` those that no other group names. */
function addImplicitGroups(
  groups: ReadonlyMap<string, GroupDraft>,
  hosts: ReadonlyMap<string, HostDraft>,
): void {
  const others = [...groups.values()].filter((it) => it.name !== 'all' && it.name !== 'ungrouped');
  const grouped = new Set(others.flatMap((it) => [...it.hosts]));
  const ungrouped = groups.get('ungrouped');
  for (const name of ungrouped?.hosts ?? []) if (grouped.has(name)) ungrouped?.hosts.delete(name);
  for (const name of hosts.keys()) {
    groups.get('all')?.hosts.add(name);
    if (!grouped.has(name)) ungrouped?.hosts.add(name);
  }
}

function hostsUnder(
  groups: ReadonlyMap<string, GroupDraft>,
  name: string,
  seen = new Set<string>(),
): readonly string[] {
  const group = groups.get(name);
  if (!group || seen.has(name)) return [];
  seen.add(name);
  return [...group.hosts, ...[...group.children.keys()].flatMap((it) => hostsUnder(groups, it, seen))];
}
