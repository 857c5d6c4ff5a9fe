import type { GroupDraft, HostDraft } from './buildInventory.ts';
import type { InventoryValue } from './inventory.ts';

type Groups = ReadonlyMap<string, GroupDraft>;
type Variables = ReadonlyMap<string, InventoryValue>;

/**
 * Variables of each host, as Ansible merges them ("How variables are merged"): `all`, then groups by depth (a child
 * overrides its parent), on the same depth by `ansible_group_priority` and name, and the host's own last.
 */
export function variablesOfHosts(
  groups: Groups,
  hosts: ReadonlyMap<string, HostDraft>,
): ReadonlyMap<string, Variables> {
  const parents = parentsOf(groups);
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const depth = name === 'all' ? 0 : 1 + Math.max(0, ...[...(parents.get(name) ?? [])].map(depthOf));
    depths.set(name, depth);
    return depth;
  };
  const inOrder = [...groups.values()].toSorted(
    (a, b) =>
      depthOf(a.name) - depthOf(b.name) || priorityOf(a) - priorityOf(b) || (a.name < b.name ? -1 : 1),
  );
  const memberships = membershipsOf(groups, parents);
  return new Map(
    [...hosts.values()].map((host) => {
      const own = memberships.get(host.name) ?? new Set<string>();
      const inherited = inOrder.filter((it) => own.has(it.name)).flatMap((it) => [...it.variables]);
      return [host.name, new Map([...inherited, ...host.variables])];
    }),
  );
}

function parentsOf(groups: Groups): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map<string, Set<string>>();
  for (const group of groups.values()) {
    for (const child of group.children.keys()) {
      parents.set(child, (parents.get(child) ?? new Set()).add(group.name));
    }
  }
  return parents;
}

/** Host to the names of all groups that it is in, directly or through a child. */
function membershipsOf(
  groups: Groups,
  parents: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const memberships = new Map<string, Set<string>>();
  for (const group of groups.values()) {
    const line = ancestorsOf(group.name, parents);
    for (const host of group.hosts) {
      memberships.set(host, new Set([...(memberships.get(host) ?? []), ...line]));
    }
  }
  return memberships;
}

function ancestorsOf(name: string, parents: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const found = new Set([name]);
  for (const it of found) for (const parent of parents.get(it) ?? []) found.add(parent);
  return found;
}

function priorityOf(group: GroupDraft): number {
  const text = group.variables.get('ansible_group_priority')?.text ?? '1';
  return /^-?\d{1,9}$/.test(text) ? Number(text) : 1;
}
