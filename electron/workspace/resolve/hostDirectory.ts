import { hostName, type HostName } from '../../../shared/model/names.ts';
import type { HostEntry } from '../../../shared/model/workspaceFile.ts';
import type { InventoryHost } from '../inventory/inventory.ts';
import { suggestion } from '../nearestName.ts';
import type { Report } from '../problems.ts';
import type { Path } from '../yaml/yamlSource.ts';
import type { WorkspaceInputs } from './workspaceInputs.ts';

/** Every host that may be named: those of `hosts:` and those of the inventories. */
export interface HostDirectory {
  readonly writtenNames: readonly HostName[];
  isKnown(name: string): boolean;
  /** Its entry is faulty, which is reported already; nothing more can be said of it. */
  isBroken(name: string): boolean;
  entryOf(name: string): HostEntry | undefined;
  inventoryHostOf(name: string): InventoryHost | undefined;
  /** Reports an unknown name with the way out; true when the name is usable. */
  check(name: string, path: Path, report: Report): boolean;
}

export function createHostDirectory({ document, inventory }: WorkspaceInputs): HostDirectory {
  const entries = new Map(Object.entries(document.file.hosts ?? {}));
  const isBroken = (name: string) =>
    document.broken.hosts.has(name) && !entries.has(name) && !inventory.hosts.has(name);
  const isKnown = (name: string) => entries.has(name) || inventory.hosts.has(name) || isBroken(name);
  return {
    writtenNames: [...entries.keys()].flatMap((it) => hostName.safeParse(it).data ?? []),
    isKnown,
    isBroken,
    entryOf: (name) => entries.get(name) ?? undefined,
    inventoryHostOf: (name) => inventory.hosts.get(name),
    check(name, path, report) {
      if (isKnown(name)) return !isBroken(name);
      const known = [...entries.keys(), ...inventory.hosts.keys()];
      const isGroup = inventory.groupNames.includes(name);
      const hint = isGroup ? `; "${name}" is a group, written { group: ${name} }` : suggestion(name, known);
      report(
        document.source.problem(path, `there is no host "${name}"${hint}`, {
          expected: `an entry under hosts: ("${name}:" alone will do), or a host of an inventory`,
        }),
      );
      return false;
    },
  };
}
