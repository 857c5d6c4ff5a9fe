import type { JournalState, RolloutState } from '../../../../shared/journal/state.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { cellAttentionOf, type AttentionItem } from '../../../../shared/view/attentionList.ts';
import { isOpen, matrixCellOf, type MatrixCell } from '../../../../shared/view/matrix.ts';
import type { FleetState } from '../state.ts';
import { dampenBalancer, dampenHost } from './dampen.ts';
import { createPools } from './pools.ts';

export interface CellSources {
  readonly workspace: Workspace | undefined;
  readonly state: JournalState;
  readonly fleet: FleetState;
}

/** The matrix's cells, each made anew only when something about it has changed and somebody asks for it. */
export interface CellIndex {
  /** Marks the cells that what is new concerns; returns whether there were any. */
  take(sources: CellSources): boolean;
  /** The same object as long as nothing about it has changed. */
  cellOf(service: string, environment: string): MatrixCell | undefined;
  /** Makes marked cells until there is no more time; true when all are made. */
  settle(hasTime: () => boolean): boolean;
  /** Of the cells as they were made last. */
  cells(): Iterable<MatrixCell>;
  attention(): readonly AttentionItem[];
}

interface Entry {
  readonly target: DeploymentTarget;
  /** Oldest first. */
  rollouts: readonly string[];
  cell: MatrixCell | undefined;
  attention: readonly AttentionItem[];
}

export function createCellIndex({ now }: { readonly now: () => Date }): CellIndex {
  let sources: CellSources | undefined;
  let hosts: FleetState['hosts'] = {};
  let balancers: FleetState['balancers'] = {};
  const pools = createPools();
  let entries = new Map<string, Entry>();
  let byHost = new Map<string, Entry[]>();
  let byBalancer = new Map<string, Entry[]>();
  const marked = new Set<Entry>();
  let hasMarked = false;

  function mark(entry: Entry): void {
    marked.add(entry);
    hasMarked = true;
  }

  function take(next: CellSources): boolean {
    const before = sources;
    sources = next;
    hasMarked = false;
    if (before?.workspace !== next.workspace) index(next.workspace);
    const isNew = before?.workspace !== next.workspace;
    if (before?.fleet.hosts !== next.fleet.hosts) takeHosts(next.fleet.hosts);
    if (before?.fleet.balancers !== next.fleet.balancers) takeBalancers(next.fleet.balancers);
    takeRollouts(isNew ? undefined : before?.state, next.state);
    takeDebts(before?.state.debts ?? {}, next.state.debts);
    return hasMarked;
  }

  function index(workspace: Workspace | undefined): void {
    entries = new Map();
    byHost = new Map();
    byBalancer = new Map();
    marked.clear();
    for (const target of workspace?.targets ?? []) {
      const entry: Entry = { target, rollouts: [], cell: undefined, attention: [] };
      entries.set(keyOf(target), entry);
      for (const { host } of target.placements) append(byHost, host, entry);
      for (const balancer of target.pool?.balancers ?? []) append(byBalancer, balancer, entry);
      mark(entry);
    }
  }

  function takeHosts(next: FleetState['hosts']): void {
    const held: Record<string, FleetState['hosts'][string]> = {};
    for (const [name, sighting] of Object.entries(next)) {
      const damped = dampenHost(hosts[name], sighting);
      held[name] = damped;
      if (damped !== hosts[name]) markAll(byHost.get(name));
    }
    for (const name of Object.keys(hosts)) if (!(name in held)) markAll(byHost.get(name));
    hosts = held;
  }

  function takeBalancers(next: FleetState['balancers']): void {
    const held: Record<string, FleetState['balancers'][string]> = {};
    for (const [name, sighting] of Object.entries(next)) {
      const damped = dampenBalancer(balancers[name], sighting);
      held[name] = damped;
      if (damped !== balancers[name]) markAll(byBalancer.get(name));
    }
    for (const name of Object.keys(balancers)) if (!(name in held)) markAll(byBalancer.get(name));
    balancers = held;
  }

  /** What was recorded on a host changes only with its rollout, so this covers `recorded` too. */
  function takeRollouts(before: JournalState | undefined, next: JournalState): void {
    if (before?.rollouts === next.rollouts) return;
    for (const id of next.rolloutOrder) {
      const rollout = next.rollouts[id];
      const isKnown = before?.rollouts[id] !== undefined;
      if (!rollout || before?.rollouts[id] === rollout) continue;
      const entry = entries.get(keyOf(rollout));
      if (!entry) continue;
      if (!isKnown && !entry.rollouts.includes(id)) entry.rollouts = [...entry.rollouts, id];
      mark(entry);
    }
  }

  function takeDebts(before: JournalState['debts'], next: JournalState['debts']): void {
    if (before === next) return;
    for (const debt of [...Object.values(before), ...Object.values(next)]) {
      if (before[debt.id] === next[debt.id]) continue;
      const entry = entries.get(keyOf(debt));
      if (entry) mark(entry);
    }
  }

  function markAll(concerned: readonly Entry[] | undefined): void {
    for (const entry of concerned ?? []) mark(entry);
  }

  function make(entry: Entry, state: JournalState): MatrixCell {
    const { target } = entry;
    marked.delete(entry);
    const seen = {
      hosts: target.placements.flatMap(({ host }) => hosts[host] ?? []),
      balancers: (target.pool?.balancers ?? []).flatMap((name) => pools.of(balancers[name], target) ?? []),
    };
    const cell = matrixCellOf(target, narrow(state, entry), seen, now());
    entry.cell = cell;
    entry.attention = cellAttentionOf(cell, state.lastSightings);
    return cell;
  }

  return {
    take,
    cellOf(service, environment) {
      const entry = entries.get(keyOf({ service, environment }));
      if (!entry || !sources) return undefined;
      return entry.cell === undefined || marked.has(entry) ? make(entry, sources.state) : entry.cell;
    },
    settle(hasTime) {
      if (!sources) return true;
      for (const entry of marked) {
        if (!hasTime()) return false;
        make(entry, sources.state);
      }
      return true;
    },
    *cells() {
      for (const { cell } of entries.values()) if (cell) yield cell;
    },
    attention: () => [...entries.values()].flatMap((entry) => entry.attention),
  };
}

/** The part of the state that concerns one target: histories are long, and a cell needs the newest rollout only. */
function narrow(state: JournalState, { target, rollouts }: Entry): JournalState {
  const newest = rollouts.at(-1);
  const rolloutOrder = rollouts.filter((id) => id === newest || isRunning(state.rollouts[id]));
  return {
    ...state,
    rolloutOrder,
    rollouts: Object.fromEntries(
      rolloutOrder.flatMap((id): [string, RolloutState][] => {
        const rollout = state.rollouts[id];
        return rollout ? [[id, rollout]] : [];
      }),
    ),
    debts: Object.fromEntries(
      Object.entries(state.debts).filter(([, debt]) => keyOf(debt) === keyOf(target)),
    ),
  };
}

function isRunning(rollout: RolloutState | undefined): boolean {
  return rollout !== undefined && isOpen(rollout.status);
}

function keyOf(of: { readonly service: string; readonly environment: string }): string {
  return `${of.service}/${of.environment}`;
}

function append(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries) entries.push(entry);
  else map.set(key, [entry]);
}
