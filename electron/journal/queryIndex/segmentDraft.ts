import type { JournalRecord } from '../../../shared/journal/record.ts';
import { facetsOf, searchTextsOf } from '../../../shared/view/recordFacets.ts';
import type { JournalHead } from '../journal.ts';
import { segmentLength, segmentOf, startOf } from './segments.ts';
import type { Subjects } from './subjects.ts';
import { toFacetTerms } from './terms.ts';

/** What is known of the records of one segment, before it is written; records are added in order. */
export interface SegmentDraft {
  readonly segment: number;
  /** The last record that was added; the one before the segment while there is none. */
  readonly end: JournalHead;
  readonly isFull: boolean;
  /** Milliseconds since 1970, by place. */
  readonly times: readonly number[];
  /** By term the places of the records that have it. */
  readonly places: ReadonlyMap<string, readonly number[]>;
  /** Terms that came or got more places since this was asked for last. */
  takeTouched(): ReadonlySet<string>;
  add(record: JournalRecord): void;
}

/** @param before the record before the segment's first one. */
export function createSegmentDraft(
  before: JournalHead,
  {
    subjects,
    toWords,
  }: { readonly subjects: Subjects; readonly toWords: (text: string) => readonly string[] },
): SegmentDraft {
  const segment = segmentOf(before.seq + 1);
  const places = new Map<string, number[]>();
  const times: number[] = [];
  let touched = new Set<string>();
  let end = before;

  function keep(terms: readonly string[], place: number): void {
    for (const term of terms) {
      const known = places.get(term);
      if (!known) places.set(term, [place]);
      else if (known.at(-1) !== place) known.push(place);
      touched.add(term);
    }
  }

  return {
    segment,
    get end() {
      return end;
    },
    get isFull() {
      return end.seq - startOf(segment) >= segmentLength;
    },
    times,
    places,
    takeTouched() {
      const taken = touched;
      touched = new Set();
      return taken;
    },
    add(record) {
      const place = record.seq - startOf(segment) - 1;
      const { own, subjects: about } = facetsOf(record);
      const facets = subjects.complete(own, about);
      times[place] = Date.parse(record.envelope.at);
      keep(toFacetTerms(facets), place);
      for (const text of searchTextsOf(record, facets)) keep(toWords(text), place);
      end = { seq: record.seq, chainSha256: record.chainSha256 };
    },
  };
}
