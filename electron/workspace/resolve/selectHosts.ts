import type { z } from 'zod';
import { hostName, type HostName } from '../../../shared/model/names.ts';
import type { hostSelection } from '../../../shared/model/workspaceFile.ts';
import { suggestion } from '../nearestName.ts';
import type { Report } from '../problems.ts';
import type { Path } from '../yaml/yamlSource.ts';
import type { HostDirectory } from './hostDirectory.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

interface Selecting {
  readonly inputs: WorkspaceInputs;
  readonly hosts: HostDirectory;
  readonly report: Report;
}

/** The hosts that a list, or a group of an inventory, stands for, in its order; unknown names are reported. */
export function selectHosts(
  selection: z.infer<typeof hostSelection>,
  path: Path,
  selecting: Selecting,
): readonly HostName[] {
  return Array.isArray(selection)
    ? selectListed(selection, path, selecting)
    : selectGroup(selection.group, [...path, 'group'], selecting);
}

function selectListed(names: readonly HostName[], path: Path, { inputs, hosts, report }: Selecting) {
  return names.filter((name, index) => {
    const here = [...path, index];
    if (names.indexOf(name) < index) {
      report(
        inputs.document.source.problem(here, `host "${name}" is named twice`, { expected: 'each host once' }),
      );
      return false;
    }
    return hosts.check(name, here, report);
  });
}

function selectGroup(group: string, path: Path, { inputs, report }: Selecting): readonly HostName[] {
  const { document, inventory } = inputs;
  const names = inventory.hostsOf(group);
  if (names === undefined || names.length === 0) {
    const hasInventories = (document.file.inventories ?? []).length > 0;
    // Where the inventories themselves are unreadable, nobody can say which groups exist.
    if (document.broken.hosts.has('')) return [];
    const message =
      names === undefined
        ? `there is no group "${group}"${suggestion(group, inventory.groupNames)}`
        : `the group "${group}" has no hosts`;
    const expected = hasInventories ? 'a group of one of the inventories' : 'an inventory under inventories:';
    report(document.source.problem(path, message, { expected }));
    return [];
  }
  return names.flatMap((name) => {
    const parsed = hostName.safeParse(name);
    if (parsed.success) return [parsed.data];
    const at = inventory.hosts.get(name)?.at ?? document.source.locate(path);
    const expected = parsed.error.issues[0]?.message;
    report({
      ...at,
      path: group,
      message: `"${name}" cannot be a host name here`,
      ...(expected ? { expected } : {}),
    });
    return [];
  });
}
