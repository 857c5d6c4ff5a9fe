import type { Path } from './yamlSource.ts';

/** Names that are written down but say nothing readable; a whole unreadable section may hold any name. */
export interface Names {
  has(name: string): boolean;
}

export interface Broken {
  readonly hosts: Names;
  readonly balancers: Names;
  readonly environments: Names;
  /** False when somebody's entry is faulty: then nobody can say who is in which group. */
  readonly arePeopleWhole: boolean;
  /** Where the entries that are left of a list stood in the file. */
  placeOf(area: 'environments' | 'inventories', index: number): number;
}

export const nothingBroken: Broken = {
  hosts: new Set(),
  balancers: new Set(),
  environments: new Set(),
  arePeopleWhole: true,
  placeOf: (_, index) => index,
};

interface Pruned {
  readonly value: unknown;
  readonly broken: Broken;
}

/**
 * The workspace file without its faulty entries. A name that is left out stays known, so that what refers to it
 * is not reported a second time.
 */
export function pruneBroken(value: unknown, issues: readonly Path[], knownAreas: readonly string[]): Pruned {
  if (!isRecord(value)) return { value, broken: nothingBroken };
  const faults = knownAreas.map((area) => faultsOf(area, value[area], issues));
  const sections = faults.flatMap((it) => (it.rest === undefined ? [] : [[it.area, it.rest] as const]));
  const namesOf = (area: string) => faults.find((it) => it.area === area)?.names ?? new Set<string>();
  return {
    value: { ...Object.fromEntries(sections), version: 1, name: nameIn(value) ?? 'unnamed' },
    broken: {
      // Hosts may also come from inventories: without those nobody can say which names exist.
      hosts: either(namesOf('hosts'), namesOf('inventories')),
      balancers: namesOf('balancers'),
      environments: namesOf('environments'),
      arePeopleWhole: !issues.some((it) => it[0] === 'people'),
      placeOf: (area, index) => faults.find((it) => it.area === area)?.places[index] ?? index,
    },
  };
}

interface AreaFaults {
  readonly area: string;
  /** What is left of the section; nothing when all of it is unreadable or absent. */
  readonly rest: unknown;
  readonly names: Names;
  readonly places: readonly number[];
}

function faultsOf(area: string, section: unknown, issues: readonly Path[]): AreaFaults {
  const own = issues.filter((it) => it[0] === area);
  const isWhole = own.some((it) => it.length === 1) || (own.length > 0 && typeof section !== 'object');
  if (isWhole) return { area, rest: undefined, names: { has: () => true }, places: [] };
  const faulty = new Set(own.map((it) => String(it[1])));
  if (Array.isArray(section)) {
    const items: readonly unknown[] = section;
    const left = items.map((item, index) => ({ item, index })).filter((it) => !faulty.has(String(it.index)));
    const names = items.flatMap((item, index) => (faulty.has(String(index)) ? (nameIn(item) ?? []) : []));
    const isOpen = names.length < faulty.size;
    return {
      area,
      rest: left.map((it) => it.item),
      names: isOpen ? { has: () => true } : new Set(names),
      places: left.map((it) => it.index),
    };
  }
  const rest = isRecord(section)
    ? Object.fromEntries(Object.entries(section).filter(([key]) => !faulty.has(key)))
    : section;
  return { area, rest, names: faulty, places: [] };
}

function nameIn(item: unknown): string | undefined {
  const name = isRecord(item) ? item['name'] : undefined;
  return typeof name === 'string' && name !== '' && name.length <= 100 ? name : undefined;
}

function either(a: Names, b: Names): Names {
  return { has: (name) => a.has(name) || b.has(name) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
