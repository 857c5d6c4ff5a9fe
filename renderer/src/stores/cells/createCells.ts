import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  balancerNotSeenMatter,
  debtMatter,
  hostNotSeenMatter,
  journalMatters,
  sortAttention,
  type AttentionItem,
} from '../../../../shared/view/attentionList.ts';
import { nextPromotionMoment, promotionMatters } from '../../../../shared/view/promotionAttention.ts';
import type { MatrixCell } from '../../../../shared/view/matrix.ts';
import type { Stores } from '../createStores.ts';
import { createGathering, type Soon } from '../frames.ts';
import { createCellIndex } from './cellIndex.ts';

export interface CellsState {
  /** Another number whenever any cell may be another. */
  readonly revision: number;
  /** What waits for a person; the gravest first. The same list as long as nothing about it has changed. */
  readonly attention: readonly AttentionItem[];
}

export interface Cells {
  readonly store: StoreApi<CellsState>;
  /** Made when asked for; the same object as long as nothing about it has changed. */
  cellOf(service: string, environment: string): MatrixCell | undefined;
  /** All that have been made, to search and to group. */
  cells(): Iterable<MatrixCell>;
}

export interface CellsPorts {
  readonly soon: Soon;
  now(): Date;
  /** Calls once at about that time; returns how to give that up. */
  wakeAt(at: Date, act: () => void): () => void;
  /** Of a clock that cannot be set; cells are made in slices between frames. */
  monotonicMs(): number;
}

type Sources = Pick<Stores, 'workspace' | 'journal' | 'fleet' | 'verification'>;

const sliceMs = 6;

/** Keeps the cells and the attention list up to date, never longer at a time than a frame can bear. */
export function createCells(stores: Sources, ports: CellsPorts): Cells {
  const index = createCellIndex({ now: () => ports.now() });
  const store = createStore<CellsState>(() => ({ revision: 0, attention: [] }));
  const gathering = createGathering(ports.soon, refresh);
  /** The sources hold something that the index was not given yet. */
  let isBehind = true;
  /** The index was given something that the store does not tell of yet. */
  let hasNew = false;
  /** Approvals and reviews run out by time alone, when nothing else may happen. */
  let giveUpWaking: () => void = () => undefined;
  let wakesAt: string | undefined;

  function catchUp(): void {
    if (!isBehind) return;
    isBehind = false;
    const isNew = index.take({
      workspace: stores.workspace.getState().workspace,
      state: stores.journal.getState(),
      fleet: stores.fleet.getState(),
    });
    hasNew ||= isNew;
  }

  function refresh(): void {
    const endsAtMs = ports.monotonicMs() + sliceMs;
    catchUp();
    if (!index.settle(() => ports.monotonicMs() < endsAtMs)) gathering.mark();
    const { revision, attention } = store.getState();
    const next = attentionNow();
    wakeInTime();
    const isSame = JSON.stringify(next) === JSON.stringify(attention);
    if (!hasNew && isSame) return;
    hasNew = false;
    store.setState({ revision: revision + 1, attention: isSame ? attention : next });
  }

  function wakeInTime(): void {
    const next = nextPromotionMoment(stores.journal.getState(), ports.now().toISOString());
    if (next === wakesAt) return;
    wakesAt = next;
    giveUpWaking();
    if (next === undefined) return;
    giveUpWaking = ports.wakeAt(new Date(next), () => {
      wakesAt = undefined;
      gathering.mark();
    });
  }

  function attentionNow(): readonly AttentionItem[] {
    const state = stores.journal.getState();
    const { lastSightings, debts } = state;
    const { hosts, balancers } = stores.fleet.getState();
    const inCells = index.attention();
    const told = new Set(inCells.map(({ id }) => id));
    return sortAttention([
      ...inCells,
      // Debts of hosts that the workspace does not have any more.
      ...Object.values(debts)
        .map(debtMatter)
        .filter(({ id }) => !told.has(id)),
      ...Object.values(hosts).flatMap((it) =>
        it.kind === 'notSeen' ? [hostNotSeenMatter(it, lastSightings)] : [],
      ),
      ...Object.values(balancers).flatMap((it) => (it.kind === 'notSeen' ? [balancerNotSeenMatter(it)] : [])),
      ...promotionMatters(state, ports.now().toISOString()),
      ...journalMatters(stores.verification.getState()),
    ]);
  }

  for (const source of [stores.workspace, stores.journal, stores.fleet, stores.verification])
    source.subscribe(() => {
      isBehind = true;
      gathering.mark();
    });
  return {
    store,
    cellOf(service, environment) {
      // The first matrix has its cells at once, not a frame later.
      catchUp();
      return index.cellOf(service, environment);
    },
    cells: () => index.cells(),
  };
}
