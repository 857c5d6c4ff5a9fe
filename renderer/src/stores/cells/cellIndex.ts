import type { Debt, JournalState, RolloutState } from '../../../../shared/journal/state.ts';
import type { DeploymentTarget, Workspace } from '../../../../shared/model/workspace.ts';
import { cellAttentionOf, type AttentionItem } from '../../../../shared/view/attentionList.ts';
import { isOpen, type MatrixCell } from '../../../../shared/view/matrix.ts';
import type { FleetState } from '../state.ts';
import { dampenBalancer, dampenHost } from './dampen.ts';
import { createPools } from './pools.ts';
import { createTargetCell, type TargetCell } from './targetCell.ts';

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
  /** The same list as long as nothing on it has changed. */
  attention(): readonly AttentionItem[];
}

interface Entry {
  readonly target: DeploymentTarget;
  readonly targetCell: TargetCell;
  /** Oldest first. */
  rollouts: readonly string[];
  debts: readonly Debt[];
  cell: MatrixCell | undefined;
  attention: readonly AttentionItem[];
}

export function createCellIndex({ now }: { readonly now: () => Date }): CellIndex {
  let sources: CellSources | undefined;
  const hosts = new Map<string, FleetState['hosts'][string]>();
  const balancers = new Map<string, FleetState['balancers'][string]>();
  const pools = createPools();
  let entries = new Map<string, Entry>();
  let byHost = new Map<string, Entry[]>();
  let byBalancer = new Map<string, Entry[]>();
  const marked = new Set<Entry>();
  let hasMarked = false;
  /** In no order that means anything. */
  const withMatters = new Set<Entry>();
  let matters: readonly AttentionItem[] | undefined;

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
    const fleet = before?.fleet ?? { hosts: {}, balancers: {} };
    takeSightings(fleet.hosts, next.fleet.hosts, { held: hosts, dampen: dampenHost, concerned: byHost });
    takeSightings(fleet.balancers, next.fleet.balancers, {
      held: balancers,
      dampen: dampenBalancer,
      concerned: byBalancer,
    });
    takeRollouts(isNew ? undefined : before?.state, next.state);
    takeDebts(isNew ? {} : (before?.state.debts ?? {}), next.state.debts);
    return hasMarked;
  }

  function index(workspace: Workspace | undefined): void {
    entries = new Map();
    byHost = new Map();
    byBalancer = new Map();
    marked.clear();
    withMatters.clear();
    matters = undefined;
    for (const target of workspace?.targets ?? []) {
      const entry: Entry = {
        target,
        targetCell: createTargetCell(target),
        rollouts: [],
        debts: [],
        cell: undefined,
        attention: [],
      };
      entries.set(keyOf(target), entry);
      for (const { host } of target.placements) append(byHost, host, entry);
      for (const balancer of target.pool?.balancers ?? []) append(byBalancer, balancer, entry);
      mark(entry);
    }
  }

  /** Looks only at what is another object than before: of a thousand sightings, few are new at a time. */
  function takeSightings<T extends object>(
    before: Readonly<Record<string, T>>,
    next: Readonly<Record<string, T>>,
    into: {
      readonly held: Map<string, T>;
      readonly dampen: (held: T | undefined, next: T) => T;
      readonly concerned: ReadonlyMap<string, readonly Entry[]>;
    },
  ): void {
    if (before === next) return;
    const { held, dampen, concerned } = into;
    for (const name in next) {
      const sighting = next[name];
      if (sighting === undefined || sighting === before[name]) continue;
      const was = held.get(name);
      const damped = dampen(was, sighting);
      if (damped === was) continue;
      held.set(name, damped);
      markAll(concerned.get(name));
    }
    for (const name in before) {
      if (name in next) continue;
      held.delete(name);
      markAll(concerned.get(name));
    }
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
      if (!entry) continue;
      const current = next[debt.id];
      entry.debts = [...entry.debts.filter(({ id }) => id !== debt.id), ...(current ? [current] : [])];
      mark(entry);
    }
  }

  function markAll(concerned: readonly Entry[] | undefined): void {
    for (const entry of concerned ?? []) mark(entry);
  }

  function make(entry: Entry, state: JournalState): MatrixCell {
    const { target, targetCell, debts } = entry;
    marked.delete(entry);
    const cell = targetCell.make(
      {
        state,
        rollouts: rolloutsOf(entry, state),
        debts,
        balancers: (target.pool?.balancers ?? []).flatMap(
          (name) => pools.of(balancers.get(name), target) ?? [],
        ),
        sightingOf: (host) => hosts.get(host),
      },
      now(),
    );
    entry.cell = cell;
    takeAttention(entry, cellAttentionOf(cell, state.lastSightings));
    return cell;
  }

  function takeAttention(entry: Entry, attention: readonly AttentionItem[]): void {
    if (attention.length === 0 && entry.attention.length === 0) return;
    if (JSON.stringify(attention) === JSON.stringify(entry.attention)) return;
    entry.attention = attention;
    matters = undefined;
    if (attention.length > 0) withMatters.add(entry);
    else withMatters.delete(entry);
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
    attention: () => (matters ??= [...withMatters].flatMap((entry) => entry.attention)),
  };
}

/** The newest, and those that run: histories are long, and a cell needs no more of them. */
function rolloutsOf({ rollouts }: Entry, state: JournalState): readonly RolloutState[] {
  const newest = rollouts.at(-1);
  return rollouts.flatMap((id) => {
    const rollout = state.rollouts[id];
    return rollout && (id === newest || isOpen(rollout.status)) ? [rollout] : [];
  });
}

function keyOf(of: { readonly service: string; readonly environment: string }): string {
  return `${of.service}/${of.environment}`;
}

function append(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const entries = map.get(key);
  if (entries) entries.push(entry);
  else map.set(key, [entry]);
}
