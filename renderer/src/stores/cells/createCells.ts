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
  /** Everything has been told and counted once: what comes to the list from now on is news. */
  readonly isWhole: boolean;
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

type Sources = Pick<Stores, 'workspace' | 'journal' | 'fleet' | 'verification' | 'feeds'>;

const sliceMs = 6;

/** Keeps the cells and the attention list up to date, never longer at a time than a frame can bear. */
export function createCells(stores: Sources, ports: CellsPorts): Cells {
  const index = createCellIndex({ now: () => ports.now() });
  const store = createStore<CellsState>(() => ({ revision: 0, attention: [], isWhole: false }));
  const gathering = createGathering(ports.soon, () => {
    refresh();
    noteWhole();
  });
  /** The sources hold something that the index was not given yet. */
  let isBehind = true;
  /** The index was given something that the store does not tell of yet. */
  let hasNew = false;
  /** The index has made every cell of what it was given. */
  let isSettled = false;
  let unseen: readonly AttentionItem[] = [];
  let listedFrom: readonly unknown[] | undefined;
  /** Approvals and reviews run out by time alone, when nothing else may happen. */
  let giveUpWaking: () => void = () => undefined;
  let wakesAt: string | undefined;
  let promotionsFrom: unknown;
  let promotionMattersThen: readonly AttentionItem[] = [];

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
    isSettled = index.settle(() => ports.monotonicMs() < endsAtMs);
    if (!isSettled) gathering.mark();
    const { revision, attention } = store.getState();
    const next = attentionNow();
    if (!hasNew && next === attention) return;
    hasNew = false;
    store.setState({ revision: revision + 1, attention: next });
  }

  /** What waits with promotions; computed anew when one has changed, and when time alone changes what is true. */
  function promotionsNow(): readonly AttentionItem[] {
    const state = stores.journal.getState();
    const now = ports.now().toISOString();
    const isDue = wakesAt !== undefined && now >= wakesAt;
    if (state.promotions === promotionsFrom && !isDue) return promotionMattersThen;
    promotionsFrom = state.promotions;
    wakesAt = nextPromotionMoment(state, now);
    giveUpWaking();
    if (wakesAt !== undefined) giveUpWaking = ports.wakeAt(new Date(wakesAt), () => gathering.mark());
    promotionMattersThen = promotionMatters(state, now);
    return promotionMattersThen;
  }

  /** The list of the store, unless something about it has changed. */
  function attentionNow(): readonly AttentionItem[] {
    const { debts } = stores.journal.getState();
    const from = [
      index.attention(),
      unseenNow(),
      debts,
      stores.verification.getState(),
      promotionsNow(),
    ] as const;
    if (from.every((it, place) => it === listedFrom?.[place])) return store.getState().attention;
    listedFrom = from;
    const [inCells, notSeen, , , promotions] = from;
    const told = new Set(inCells.map(({ id }) => id));
    const list = sortAttention([
      ...inCells,
      // Debts of hosts that the workspace does not have any more.
      ...Object.values(debts)
        .map(debtMatter)
        .filter(({ id }) => !told.has(id)),
      ...notSeen,
      ...promotions,
      ...journalMatters(stores.verification.getState()),
    ]);
    const { attention } = store.getState();
    return JSON.stringify(list) === JSON.stringify(attention) ? attention : list;
  }

  /** What is not seen, told once for all services; the same list as long as it says the same. */
  function unseenNow(): readonly AttentionItem[] {
    const { lastSightings } = stores.journal.getState();
    const { hosts, balancers } = stores.fleet.getState();
    const next = [
      ...Object.values(hosts).flatMap((it) =>
        it.kind === 'notSeen' ? [hostNotSeenMatter(it, lastSightings)] : [],
      ),
      ...Object.values(balancers).flatMap((it) => (it.kind === 'notSeen' ? [balancerNotSeenMatter(it)] : [])),
    ];
    if (JSON.stringify(next) !== JSON.stringify(unseen)) unseen = next;
    return unseen;
  }

  function noteWhole(): void {
    if (!isSettled || store.getState().isWhole || stores.workspace.getState().workspace === undefined) return;
    const { state, fleet, verification } = stores.feeds.getState();
    if ([state, fleet, verification].every(({ kind }) => kind === 'live')) store.setState({ isWhole: true });
  }

  for (const source of [stores.workspace, stores.journal, stores.fleet, stores.verification, stores.feeds])
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
