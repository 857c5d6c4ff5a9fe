import type { JournalFilter } from '../../../../shared/contract/journalArea.ts';
import type { JournalRecord } from '../../../../shared/journal/record.ts';
import type { Client } from '../../../../shared/protocol/client.ts';
import type { Fault } from '../../../../shared/protocol/fault.ts';
import { toFault } from '../../stores/createStores.ts';

export interface WindowState {
  /** Records that fit and are shown; `undefined` until the first answer. */
  readonly total: number | undefined;
  /** Newer ones that fit, held back so that nothing moves under a reader's eyes. */
  readonly held: number;
  /** While the journal is still being indexed: how far, of how many records. */
  readonly indexing: { readonly done: number; readonly of: number } | undefined;
  readonly fault: Fault | undefined;
}

/**
 * The records that fit a filter, of which only what is looked at is read. Each has a place, counted from the oldest
 * that fits: places never change, for the journal only grows.
 */
export interface RecordWindow {
  readonly state: () => WindowState;
  at(place: number): JournalRecord | undefined;
  placeOf(seq: number): number | undefined;
  /** Somebody looks at this place: its page is read soon, if it is not here. */
  want(place: number): void;
  /**
   * Reads the newest page again: somebody asks, or the line is back.
   * @param headSeq only if what was read last is older than this record.
   */
  look(headSeq?: number): void;
  /** Whether new records appear at once (the reader is at the top) or are held back. */
  follow(isFollowing: boolean): void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Nobody looks any more: what is being read is given up. A later look goes on. */
  rest(): void;
}

const pageSize = 100;
const keptPages = 40;
const readingAtOnce = 2;
/** Long enough to skip pages that only fly past. */
const settleMs = 40;
/** Between two looks at how far the indexing has come. */
const indexingMs = 1_000;

export function createRecordWindow(client: Pick<Client, 'call'>, filter: JournalFilter): RecordWindow {
  const listeners = new Set<() => void>();
  const pages = new Map<number, Map<number, JournalRecord>>();
  const places = new Map<number, number>();
  let controller = new AbortController();
  const reading = new Set<number>();
  let wanted: number[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lookTimer: ReturnType<typeof setTimeout> | undefined;
  let known: number | undefined;
  let shown: number | undefined;
  let isFollowing = true;
  let isLooking = false;
  let looksAgain = false;
  /** The last record that there was when the newest page was read. */
  let lookedAtSeq = 0;
  /** The last record that somebody knows of. */
  let wantedSeq = 0;
  let state: WindowState = { total: undefined, held: 0, indexing: undefined, fault: undefined };

  function publish({ indexing, fault }: Pick<WindowState, 'indexing' | 'fault'>): void {
    if (isFollowing || shown === undefined) shown = known;
    const next = { total: shown, held: (known ?? 0) - (shown ?? 0), indexing, fault };
    if (!isSameState(next, state)) state = next;
    for (const listener of listeners) listener();
  }

  /** The answer counts from the newest that fits at its moment; here it becomes places. */
  async function read(offset: number, limit: number): Promise<void> {
    const { signal } = controller;
    try {
      const answer = await client.call('journal.query', { filter, offset, limit }, { signal });
      answer.records.forEach((record, index) => keep(answer.total - 1 - offset - index, record));
      known = Math.max(known ?? 0, answer.total);
      if (offset === 0) lookedAtSeq = Math.max(lookedAtSeq, answer.headSeq);
      if (signal.aborted) return;
      const { indexedSeq, headSeq } = answer;
      publish({
        indexing: indexedSeq === undefined ? undefined : { done: indexedSeq, of: headSeq },
        fault: undefined,
      });
      // What is found later than it was recorded makes no sign of itself.
      if (indexedSeq !== undefined) lookTimer ??= setTimeout(lookForIndexed, indexingMs);
    } catch (error) {
      if (!signal.aborted) publish({ indexing: state.indexing, fault: toFault(error) });
    }
  }

  function lookForIndexed(): void {
    lookTimer = undefined;
    look();
  }

  function keep(place: number, record: JournalRecord): void {
    const number = Math.floor(place / pageSize);
    const page = pages.get(number) ?? new Map<number, JournalRecord>();
    // The page that was touched last is the last to be forgotten.
    pages.delete(number);
    pages.set(number, page.set(place, record));
    places.set(record.seq, place);
    for (const [oldest, records] of pages) {
      if (pages.size <= keptPages) break;
      for (const { seq } of records.values()) places.delete(seq);
      pages.delete(oldest);
    }
  }

  function readWanted(): void {
    timer = undefined;
    // The newest wish first; what was only passed by is dropped.
    const numbers = [...new Set(wanted.toReversed().map((place) => Math.floor(place / pageSize)))];
    wanted = [];
    for (const number of numbers.slice(0, readingAtOnce * 2)) {
      if (reading.has(number) || known === undefined) continue;
      reading.add(number);
      void readPage(number, known).finally(() => reading.delete(number));
    }
  }

  /** What was recorded since the last answer moves the offset: then the page is read once more, from where it is now. */
  async function readPage(number: number, counted: number): Promise<void> {
    const { signal } = controller;
    const newest = Math.min(counted, (number + 1) * pageSize) - 1;
    await read(counted - 1 - newest, newest - number * pageSize + 1);
    const isMoved = known !== undefined && known > counted;
    if (isMoved && !signal.aborted && state.fault === undefined) await readPage(number, known ?? counted);
  }

  /** One look at a time; what happens during one is seen by the next. */
  function look(headSeq?: number): void {
    wantedSeq = Math.max(wantedSeq, headSeq ?? 0);
    if (isLooking) looksAgain ||= headSeq === undefined;
    if (isLooking || (headSeq !== undefined && headSeq <= lookedAtSeq)) return;
    isLooking = true;
    looksAgain = false;
    const asked = wantedSeq;
    const { signal } = controller;
    void read(0, pageSize).finally(() => {
      isLooking = false;
      const hasMissed = looksAgain || (wantedSeq > asked && wantedSeq > lookedAtSeq);
      if (hasMissed && !signal.aborted) look();
    });
  }

  return {
    state: () => state,
    at: (place) => pages.get(Math.floor(place / pageSize))?.get(place),
    placeOf: (seq) => places.get(seq),
    want(place) {
      if (pages.get(Math.floor(place / pageSize))?.has(place)) return;
      wanted.push(place);
      timer ??= setTimeout(readWanted, settleMs);
    },
    look,
    follow(follows) {
      if (isFollowing === follows) return;
      isFollowing = follows;
      if (follows) publish(state);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    rest() {
      controller.abort();
      controller = new AbortController();
      clearTimeout(timer);
      clearTimeout(lookTimer);
      timer = undefined;
      lookTimer = undefined;
      wanted = [];
    },
  };
}

function isSameState(one: WindowState, other: WindowState): boolean {
  const isSameIndexing =
    one.indexing?.done === other.indexing?.done && one.indexing?.of === other.indexing?.of;
  return one.total === other.total && one.held === other.held && one.fault === other.fault && isSameIndexing;
}
