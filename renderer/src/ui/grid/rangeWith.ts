import { type Range, defaultRangeExtractor } from '@tanstack/react-virtual';

/** The visible range, and one index beyond it: what holds the focus must stay in the document. */
export function rangeWith(kept: number): (range: Range) => number[] {
  return (range) => {
    const indexes = defaultRangeExtractor(range);
    if (kept < 0 || kept >= range.count || indexes.includes(kept)) return indexes;
    return [...indexes, kept].sort((left, right) => left - right);
  };
}
