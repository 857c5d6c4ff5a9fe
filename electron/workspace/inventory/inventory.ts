import type { Location } from '../problems.ts';

/** A value as it is written; numbers and booleans stay text. */
export interface InventoryValue {
  readonly text: string;
  readonly at: Location;
}

/** What one line, or one YAML entry, of an inventory says. Both forms are read into these. */
export type InventoryStatement =
  | { readonly kind: 'group'; readonly group: string; readonly at: Location }
  | {
      readonly kind: 'host';
      readonly group: string;
      readonly host: string;
      readonly variables: ReadonlyMap<string, InventoryValue>;
      readonly at: Location;
    }
  | { readonly kind: 'child'; readonly group: string; readonly child: string; readonly at: Location }
  | {
      readonly kind: 'groupVariable';
      readonly group: string;
      readonly name: string;
      readonly value: InventoryValue;
      readonly at: Location;
    };

export interface InventoryGroup {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly variables: ReadonlyMap<string, InventoryValue>;
}

export interface InventoryHost {
  readonly name: string;
  /** Where it is first named. */
  readonly at: Location;
  /** Of the host and of all its groups, the nearer one wins. */
  readonly variables: ReadonlyMap<string, InventoryValue>;
}

/** All inventories of a workspace as one, as Ansible treats several `-i`. */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly groupNames: readonly string[];
  /** Hosts of the group and of its children, in the order of the file; nothing for an unknown group. */
  hostsOf(group: string): readonly string[] | undefined;
}
